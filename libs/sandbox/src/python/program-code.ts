/*
 * The interpreter's WebAssembly program in this process's own isolate. Trusted: the image's files. V8 shares the
 * compiled code (and nothing else) with every isolate that loads the same bytes as long as one module of them is alive;
 * so the first interpreter of a process finds its code compiled, and the ones after it do too.
 * V8 has no public function that stores compiled code: its own are reached through `%` syntax, which is switched on
 * for one line of ours and off again, before any agent code is in this process.
 */
import v8 from 'node:v8';
import vm from 'node:vm';

declare const WebAssembly: { readonly Module: new (bytes: Uint8Array) => object };

/** The compiled program; held by nothing but whoever keeps it alive. */
export type Program = object;

const held: Program[] = [];

/** Loads the program for as long as this process lives, so that all its isolates share the code. */
export function holdProgram(wasm: Buffer, code: Buffer | null): void {
  held.push(loadProgram(wasm, code));
}

const nativesFlag = '--allow-natives-syntax';

/** The program with the code that {@link storeProgram} kept; compiled anew where V8 does not take that code. */
export function loadProgram(wasm: Buffer, code: Buffer | null): Program {
  const stored = code === null ? null : loadStoredProgram(wasm, code);
  return stored ?? new WebAssembly.Module(new Uint8Array(wasm));
}

/** The program with its stored code, or `null` where V8 does not take it: made by another V8, for another processor. */
export function loadStoredProgram(wasm: Buffer, code: Buffer): Program | null {
  const source = '(code, bytes) => %DeserializeWasmModule(code, bytes)';
  const loaded: unknown = callNative(source, copy(code), new Uint8Array(wasm));
  return loaded instanceof WebAssembly.Module ? loaded : null;
}

/** The optimized code that V8 has made for the program so far. Ends the process when there is none yet. */
export function storeProgram(program: Program): Buffer {
  const stored: unknown = callNative('(program) => %SerializeWasmModule(program)', program);
  if (!(stored instanceof ArrayBuffer)) throw new Error('V8 did not give the compiled program away.');
  return Buffer.from(stored);
}

function callNative(source: string, ...values: unknown[]): unknown {
  v8.setFlagsFromString(nativesFlag);
  try {
    return (vm.runInThisContext(source) as (...values: unknown[]) => unknown)(...values);
  } finally {
    v8.setFlagsFromString(nativesFlag.replace('--', '--no-'));
  }
}

function copy(bytes: Buffer): ArrayBuffer {
  const copied = new ArrayBuffer(bytes.byteLength);
  Buffer.from(copied).set(bytes);
  return copied;
}
