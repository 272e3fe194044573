// The only two ways out of the isolate, both strings only: `post` is one-way, `ask` waits for its answer.
import {
  jsonParse,
  mapDelete,
  mapGet,
  mapSet,
  NativeError,
  NativeMap,
  NativePromise,
  safeStringify,
} from './primordials.js';

let post = () => undefined;
let ask = () => '';
const waiting = new NativeMap();
let nextId = 1;

export const bridge = { pending: 0 };

export function connectBridge(postPort, askPort) {
  post = postPort;
  ask = askPort;
}

// The host ends a call that goes over its budget; here the flood ends, so that the host gets to do so.
const budget = {
  out: 1000,
  wake: 1000,
  op: 1000,
  settled: 1000,
  glanced: 1,
  unread: 1,
  done: 1,
  chars: 1_000_000,
  ask: 1000,
};

export function setBudget({ outputCalls, bridgeCalls, outputChars, outputLostChars }) {
  budget.out = outputCalls + 1;
  budget.chars = outputChars + outputLostChars + 1;
  budget.glanced = budget.unread = 1;
  budget.wake = budget.op = budget.settled = budget.ask = bridgeCalls + 1;
}

export function tell(kind, id, first, second) {
  if (budget[kind] <= 0) return;
  budget[kind] -= 1;
  if (kind === 'out') {
    if (budget.chars <= 0) return;
    budget.chars -= second.length;
  }
  post(kind, id, first, second);
}

/** Starts an operation of the host; resolves with its parsed answer. */
export function request(operation, input) {
  const id = nextId++;
  bridge.pending += 1;
  const answer = new NativePromise((resolve) => {
    mapSet(waiting, id, resolve);
  });
  tell('op', id, operation, safeStringify(input));
  return answer;
}

export function receive(id, json) {
  const resolve = mapGet(waiting, id);
  if (resolve === undefined) return;
  mapDelete(waiting, id);
  bridge.pending -= 1;
  resolve(jsonParse(json));
}

const errorTypes = { TypeError, RangeError, SyntaxError };

/** Asks the host and waits. Throws what the host found wrong, as an error of this isolate. */
export function askHost(operation, input) {
  budget.ask -= 1;
  if (budget.ask < 0) throw new NativeError('The call budget of this sandbox is used up.');
  const answer = jsonParse(ask(operation, safeStringify(input)));
  if (answer.ok === true) return answer.value;
  const Type = errorTypes[answer.name] ?? NativeError;
  const error = new Type(answer.message);
  if (answer.name !== error.name) error.name = answer.name ?? 'Error';
  if (typeof answer.code === 'string') error.code = answer.code;
  throw error;
}
