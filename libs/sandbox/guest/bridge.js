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

export function tell(kind, id, first, second) {
  post(kind, id, first, second);
}

/** Starts an operation of the host; resolves with its parsed answer. */
export function request(operation, input) {
  const id = nextId++;
  bridge.pending += 1;
  const answer = new NativePromise((resolve) => {
    mapSet(waiting, id, resolve);
  });
  post('op', id, operation, safeStringify(input));
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
  const answer = jsonParse(ask(operation, safeStringify(input)));
  if (answer.ok === true) return answer.value;
  const Type = errorTypes[answer.name] ?? NativeError;
  const error = new Type(answer.message);
  if (answer.name !== error.name) error.name = answer.name ?? 'Error';
  throw error;
}
