/*
 * Makes one plain script out of Pyodide's two modules and our shell: every global that Pyodide needs becomes a
 * parameter, so that the isolate's real global object gains nothing. Each change must match the expected number of
 * times; another Pyodide version fails the build here instead of failing in a sandbox.
 */

const moduleName = '_createPyodideModule';

interface Edit {
  readonly find: string;
  readonly replacement: string;
  readonly count: number;
}

const moduleEdits: readonly Edit[] = [
  { find: 'import.meta.url', replacement: '"file:///python/module.js"', count: 3 },
  { find: `export default ${moduleName};`, replacement: '', count: 1 },
  { find: 'var initRandomFill=()=>{', replacement: 'var initRandomFill=()=>{return fillWithRandom;', count: 1 },
  // A snapshot over 30 MiB does not fit into the memory as it starts, and its empty pages need no copying.
  {
    find: 'return Module.HEAP8.set(t),l};',
    replacement: 'return restoreMemory(Module,growMemory,t),l};',
    count: 1,
  },
  // The program's 8,000 exports are looked up when asked for: nothing else is ever linked to it, so copying them into
  // two tables and giving each function a place in a third would be for nothing.
  {
    find: 'mergeLibSymbols(wasmExports,"main");',
    replacement: 'Object.setPrototypeOf(wasmImports,wasmExports);wasmImports.main=wasmExports.__main_argc_argv;',
    count: 1,
  },
  {
    find: 'updateGOT(origExports);LDSO',
    replacement:
      'if(Object.keys(GOT).some(name=>name in origExports))throw new Error("the program links to itself");LDSO',
    count: 1,
  },
  { find: 'updateTableMap(0,wasmTable.length)}', replacement: '}', count: 1 },
];

const runtimeEdits: readonly Edit[] = [{ find: '//# sourceMappingURL=pyodide.mjs.map', replacement: '', count: 1 }];

const shellNames =
  'read, load, readbuffer, setTimeout, clearTimeout, performance, console, WebAssembly, TextEncoder, TextDecoder';

/** The sources that {@link makeEngineSource} puts together. */
export interface EngineParts {
  readonly runtime: string;
  readonly module: string;
  readonly shell: string;
  readonly boot: string;
}

/** One script whose value is the function that boots Python. Throws when a source is not as expected. */
export function makeEngineSource(parts: EngineParts): string {
  const module = applyEdits('pyodide.asm.mjs', parts.module, moduleEdits);
  const runtime = applyEdits('pyodide.mjs', parts.runtime, runtimeEdits);
  const exported = /export\{(\w+) as loadPyodide,\w+ as version\};/.exec(runtime);
  if (exported?.[1] === undefined) throw unexpected('pyodide.mjs', 'its exports');
  const body = runtime.replace(exported[0], `return ${exported[1]};`);
  return `"use strict";
(${asExpression(parts.boot)})(
${asExpression(parts.shell)},
(({ ${shellNames} }, globalThis) => {${body}
}),
(({ ${shellNames} }, globalThis, fillWithRandom, restoreMemory) => {${module}
;return ${moduleName};
}))`;
}

function asExpression(source: string): string {
  return source.trim().replace(/;$/, '');
}

function applyEdits(file: string, source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { find, replacement, count }) => {
    const pieces = text.split(find);
    if (pieces.length !== count + 1) throw unexpected(file, find);
    return pieces.join(replacement);
  }, source);
}

function unexpected(file: string, what: string): Error {
  return new Error(`${file} is not as expected (${what}): this build of Pyodide has not been tried`);
}
