import type { EgressPort } from '../egress.port.js';
import { EgressError } from '../egress.port.js';
import type { SandboxLimits } from '../limits.js';
import { ProcessCall } from './process-call.js';
import type { WarmPool } from './warm-pool.js';

const NO_EGRESS: EgressPort = {
  request: () => Promise.reject(new EgressError('DENIED', 'The self-test makes no requests.')),
};

/** Walks everything reachable from the globals; answers with what must not be there. */
const WALK = `
const seen = new Set(); const found = []; const todo = [['globalThis', globalThis]];
const bad = /^(Isolate|Context|Reference|ExternalCopy|Callback|Dereference|NativeModule|InspectorSession|Module|Script)$/;
while (todo.length > 0 && seen.size < 60000) {
  const [path, value] = todo.pop();
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
  seen.add(value);
  const name = value.constructor && value.constructor.name;
  if (typeof name === 'string' && bad.test(name) && typeof value.constructor === 'function' && /native code/.test(Function.prototype.toString.call(value.constructor))) found.push(path + ': ' + name);
  for (const key of Reflect.ownKeys(value)) {
    if (path === 'globalThis' && typeof key === 'string' && key.startsWith('__')) found.push(key);
    const own = Reflect.getOwnPropertyDescriptor(value, key);
    if (!own) continue;
    for (const part of [own.value, own.get, own.set]) if (part) todo.push([path + '.' + String(key), part]);
  }
  todo.push([path + '.__proto__', Reflect.getPrototypeOf(value)]);
}
return JSON.stringify({ found, seen: seen.size, process: typeof process.binding, wasm: typeof WebAssembly, require: typeof require('fs').constants });
`;

/** Runs the walk in a real process. Throws when a class of the isolate library or a private name is reachable. */
export async function selfTest(pool: WarmPool, limits: SandboxLimits): Promise<void> {
  const process = await pool.take();
  const call = new ProcessCall(
    process,
    {
      language: 'javascript',
      code: WALK,
      env: {},
      files: [],
      egress: NO_EGRESS,
      onOutput: () => undefined,
      signal: AbortSignal.timeout(limits.wallTimeoutMs),
    },
    limits,
    0,
  );
  const { outcome } = await call.run();
  process.kill();
  if (
    !outcome.ok ||
    outcome.result?.startsWith('{"found":[],') !== true ||
    !outcome.result.includes('"wasm":"undefined"')
  ) {
    throw new Error(
      `The sandbox failed its self-test and will not start: ${outcome.error?.message ?? outcome.result ?? 'no answer'}`,
    );
  }
}
