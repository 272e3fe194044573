'use strict';
// The `util` and `types` bindings of Node's library: what V8 tells about a value, as far as JavaScript can find it out.
const { proxyDetails, NativeMap, NativeSet } = require('cloakroom/core');

const descends = (value, Type) => Object.prototype.isPrototypeOf.call(Type.prototype, value);
const getTag = (value) => Object.prototype.toString.call(value).slice(8, -1);
const answers = (probe) => (value) => {
  if (typeof value !== 'object' || value === null || proxyDetails(value) !== undefined) return false;
  try {
    probe(value);
    return true;
  } catch {
    return false;
  }
};
const getter = (Type, name) => {
  const read = Object.getOwnPropertyDescriptor(Type.prototype, name).get;
  return (value) => read.call(value);
};
const method = (Type, name, ...args) => {
  const call = Type.prototype[name];
  return (value) => call.apply(value, args);
};
const probeKey = {};
const tagged = (name, Type) => (value) =>
  typeof value === 'object' &&
  value !== null &&
  proxyDetails(value) === undefined &&
  getTag(value) === name &&
  (Type === undefined || descends(value, Type) || !Object.hasOwn(value, Symbol.toStringTag));
const iteratorTag = (prototype) => (value) =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === prototype && value !== prototype;
const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
const AsyncFunction = (async () => undefined).constructor;
const GeneratorFunction = function* () {}.constructor;
const AsyncGeneratorFunction = async function* () {}.constructor;
const kindOf =
  (...Types) =>
  (value) =>
    typeof value === 'function' && proxyDetails(value) === undefined && Types.some((Type) => descends(value, Type));

const types = {
  isExternal: () => false,
  isDate: answers(method(Date, 'getTime')),
  isArgumentsObject: (value) =>
    isObject(value) && !Object.hasOwn(value, Symbol.toStringTag) && getTag(value) === 'Arguments',
  isBigIntObject: answers((value) => BigInt.prototype.valueOf.call(value)),
  isBooleanObject: answers((value) => Boolean.prototype.valueOf.call(value)),
  isNumberObject: answers((value) => Number.prototype.valueOf.call(value)),
  isStringObject: answers((value) => String.prototype.valueOf.call(value)),
  isSymbolObject: answers((value) => Symbol.prototype.valueOf.call(value)),
  isNativeError: (value) => isObject(value) && proxyDetails(value) === undefined && Error.isError(value),
  isRegExp: answers(regexpProbe),
  isAsyncFunction: kindOf(AsyncFunction, AsyncGeneratorFunction),
  isGeneratorFunction: kindOf(GeneratorFunction, AsyncGeneratorFunction),
  isGeneratorObject: tagged('Generator'),
  isPromise: tagged('Promise', Promise),
  isMap: answers(getter(Map, 'size')),
  isSet: answers(getter(Set, 'size')),
  isMapIterator: iteratorTag(Object.getPrototypeOf(new NativeMap().entries())),
  isSetIterator: iteratorTag(Object.getPrototypeOf(new NativeSet().values())),
  isWeakMap: answers(method(WeakMap, 'has', probeKey)),
  isWeakSet: answers(method(WeakSet, 'has', probeKey)),
  isArrayBuffer: answers(getter(ArrayBuffer, 'byteLength')),
  isDataView: answers(getter(DataView, 'buffer')),
  isSharedArrayBuffer: () => false,
  isProxy: (value) => isObject(value) && proxyDetails(value) !== undefined,
  isModuleNamespaceObject: tagged('Module'),
  isEventTarget: (value) => value instanceof EventTarget,
};
function regexpProbe(value) {
  Object.getOwnPropertyDescriptor(RegExp.prototype, 'source').get.call(value);
  if (value === RegExp.prototype) throw new TypeError('the prototype');
}
types.isAnyArrayBuffer = types.isArrayBuffer;
types.isBoxedPrimitive = (value) =>
  types.isNumberObject(value) ||
  types.isStringObject(value) ||
  types.isBooleanObject(value) ||
  types.isBigIntObject(value) ||
  types.isSymbolObject(value);
for (const [name, value] of Object.entries(types)) Object.defineProperty(value, 'name', { value: name });

const INDEX = /^(?:0|[1-9]\d{0,9})$/;
function getOwnNonIndexProperties(value, filter) {
  const keys = [];
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === 'string' && INDEX.test(key) && Number(key) < 4294967295) continue;
    if (filter & 16 && typeof key === 'symbol') continue;
    if (filter & 2 && !Object.prototype.propertyIsEnumerable.call(value, key)) continue;
    keys.push(key);
  }
  return keys;
}
function getConstructorName(value) {
  for (let at = value; at !== null; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof found === 'function' && found.name !== '') return found.name;
  }
  return '';
}
function previewEntries(value, isIterator) {
  let entries = [];
  if (types.isMap(value)) for (const pair of Map.prototype.entries.call(value)) entries.push(...pair);
  else if (types.isSet(value)) entries = [...Set.prototype.values.call(value)];
  return isIterator ? [entries, false] : entries;
}
function isConstructor(value) {
  try {
    Reflect.construct(Object, [], value);
    return true;
  } catch {
    return false;
  }
}
const PRIVATE = [
  'arrow_message_private_symbol',
  'contextify_context_private_symbol',
  'decorated_private_symbol',
  'transfer_mode_private_symbol',
  'host_defined_option_symbol',
  'entry_point_module_private_symbol',
  'entry_point_promise_private_symbol',
  'module_source_private_symbol',
  'untransferable_object_private_symbol',
  'exit_info_private_symbol',
  'source_map_data_private_symbol',
];
const privateSymbols = Object.fromEntries(PRIVATE.map((name) => [name, Symbol(name)]));

class WeakReference {
  #ref;
  constructor(value) {
    this.#ref = value;
  }
  get() {
    return this.#ref;
  }
  incRef() {}
  decRef() {}
}

function callSites(count) {
  const limit = Error.stackTraceLimit;
  const prepare = Error.prepareStackTrace;
  try {
    Error.stackTraceLimit = count + 4;
    Error.prepareStackTrace = (_error, sites) => sites;
    const { stack } = new Error('sites');
    return stack
      .filter((site) => !/^(?:node:|cloakroom:)/.test(site.getFileName() ?? 'node:'))
      .slice(0, count)
      .map((site) => ({
        functionName: site.getFunctionName() ?? '',
        scriptId: '0',
        scriptName: site.getFileName() ?? '',
        scriptNameOrSourceURL: site.getFileName() ?? '',
        lineNumber: site.getLineNumber() ?? 0,
        columnNumber: site.getColumnNumber() ?? 0,
        column: site.getColumnNumber() ?? 0,
      }));
  } finally {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = prepare;
  }
}

// One variable a line: quotes of three kinds, comments, `export`.
function parseEnv(content) {
  const env = {};
  const line = /^\s*(?:export\s+)?([\w.-]+)\s*=[^\S\n]*("(?:\\"|[^"])*"|'[^']*'|`[^`]*`|[^\n#]*)?[^\n]*$/gm;
  for (const [, key, raw = ''] of content.replace(/\r\n?/g, '\n').matchAll(line)) {
    const text = raw.trim();
    const quote = text[0];
    const isQuoted = text.length > 1 && ['"', "'", '`'].includes(quote) && text.endsWith(quote);
    const value = isQuoted ? text.slice(1, -1) : text;
    env[key] = isQuoted && quote === '"' ? value.replace(/\\n/g, '\n') : value;
  }
  return env;
}

exports.types = types;
const constants = {
  kPending: 0,
  kFulfilled: 1,
  kRejected: 2,
  kExiting: 0,
  kExitCode: 1,
  kHasExitCode: 2,
  ALL_PROPERTIES: 0,
  ONLY_WRITABLE: 1,
  ONLY_ENUMERABLE: 2,
  ONLY_CONFIGURABLE: 4,
  SKIP_STRINGS: 8,
  SKIP_SYMBOLS: 16,
  kDisallowCloneAndTransfer: 0,
  kTransferable: 1,
  kCloneable: 2,
};

exports.makeUtil = (load) => ({
  constants,
  privateSymbols,
  shouldAbortOnUncaughtToggle: [0],
  WeakReference,
  getOwnNonIndexProperties,
  getConstructorName,
  // A promise's state cannot be read without waiting for it.
  getPromiseDetails: () => [0, undefined],
  getProxyDetails(value, both = true) {
    const found = isObject(value) ? proxyDetails(value) : undefined;
    if (found === undefined) return undefined;
    return both ? found : found[0];
  },
  getExternalValue: () => 0n,
  getCallerLocation: () => undefined,
  getCallSites: callSites,
  getSystemErrorName: (number) => load('cloakroom/constants').uv.find(([code]) => code === number)?.[1],
  getSystemErrorMessage: (number) => load('cloakroom/constants').uv.find(([code]) => code === number)?.[2],
  guessHandleType: () => 'PIPE',
  previewEntries,
  sleep() {},
  isConstructor,
  isInsideNodeModules: () => false,
  isArrayBufferDetached: (buffer) => buffer.detached,
  toUSVString: (text) => String(text).toWellFormed(),
  parseEnv,
  defineLazyProperties(target, id, keys, enumerable = true) {
    for (const key of keys) {
      Object.defineProperty(target, key, {
        __proto__: null,
        enumerable,
        configurable: true,
        get: Object.defineProperty(() => (target[key] = load(id)[key]), 'name', { value: key }),
        set: Object.defineProperty(
          (value) => {
            Object.defineProperty(target, key, {
              __proto__: null,
              writable: true,
              enumerable: true,
              configurable: true,
              value,
            });
          },
          'name',
          { value: key },
        ),
      });
    }
  },
});
