// `node:util`: inspection is Node's own; the rest is small.
import inspector from 'node-inspect-extracted';

const PROMISIFY = Symbol.for('nodejs.util.promisify.custom');
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);
const is = (name) => (value) => typeof value === 'object' && value !== null && tag(value) === name;
const typedTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

export const types = {
  isProxy: () => false,
  isDate: is('Date'),
  isRegExp: is('RegExp'),
  isMap: is('Map'),
  isSet: is('Set'),
  isWeakMap: is('WeakMap'),
  isWeakSet: is('WeakSet'),
  isPromise: is('Promise'),
  isArrayBuffer: is('ArrayBuffer'),
  isSharedArrayBuffer: is('SharedArrayBuffer'),
  isDataView: is('DataView'),
  isAnyArrayBuffer: (value) => is('ArrayBuffer')(value) || is('SharedArrayBuffer')(value),
  isArrayBufferView: ArrayBuffer.isView,
  isTypedArray: (value) => ArrayBuffer.isView(value) && typedTag.call(value) !== undefined,
  isAsyncFunction: (value) => typeof value === 'function' && tag(value) === 'AsyncFunction',
  isGeneratorFunction: (value) => typeof value === 'function' && /GeneratorFunction$/.test(tag(value)),
  isGeneratorObject: is('Generator'),
  isNativeError: (value) => Object.prototype.toString.call(value) === '[object Error]' || value instanceof Error,
  isBoxedPrimitive: (value) =>
    typeof value === 'object' &&
    value !== null &&
    ['Number', 'String', 'Boolean', 'Symbol', 'BigInt'].includes(tag(value)),
  isNumberObject: is('Number'),
  isStringObject: is('String'),
  isBooleanObject: is('Boolean'),
  isSymbolObject: is('Symbol'),
  isBigIntObject: is('BigInt'),
  isMapIterator: is('Map Iterator'),
  isSetIterator: is('Set Iterator'),
  isArgumentsObject: is('Arguments'),
  isExternal: () => false,
  isModuleNamespaceObject: is('Module'),
};
for (const Type of [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
]) {
  types[`is${Type.name}`] = (value) => ArrayBuffer.isView(value) && typedTag.call(value) === Type.name;
}

function promisify(original) {
  if (typeof original !== 'function')
    throw Object.assign(new TypeError('The "original" argument must be of type function.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  if (original[PROMISIFY]) return original[PROMISIFY];
  return Object.defineProperties(
    function (...args) {
      return new Promise((resolve, reject) =>
        original.call(this, ...args, (error, value) => (error ? reject(error) : resolve(value))),
      );
    },
    { name: { value: original.name } },
  );
}
promisify.custom = PROMISIFY;

const warned = new Set();
export const util = {
  inspect: inspector.inspect,
  format: inspector.format,
  formatWithOptions: inspector.formatWithOptions,
  isDeepStrictEqual: inspector.isDeepStrictEqual,
  stripVTControlCharacters: inspector.stripVTControlCharacters,
  promisify,
  types,
  callbackify:
    (original) =>
    (...args) => {
      const done = args.pop();
      original(...args).then(
        (value) => queueMicrotask(() => done(null, value)),
        (error) => queueMicrotask(() => done(error)),
      );
    },
  inherits(child, parent) {
    Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
    Object.setPrototypeOf(child.prototype, parent.prototype);
  },
  deprecate: (fn, message) =>
    function (...args) {
      if (!warned.has(message)) {
        warned.add(message);
        console.warn(`DeprecationWarning: ${message}`);
      }
      return fn.apply(this, args);
    },
  debuglog: () => Object.assign(() => undefined, { enabled: false }),
  toUSVString: (text) => String(text).toWellFormed(),
  styleText: (_format, text) => text,
  isArray: Array.isArray,
  get TextEncoder() {
    return TextEncoder;
  },
  get TextDecoder() {
    return TextDecoder;
  },
  parseArgs() {
    throw new Error('util.parseArgs is not available in this sandbox: there are no arguments.');
  },
};
