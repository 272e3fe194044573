// What bundled libraries ask of `node:util`. Programs get Node's own.
import inspector from 'node-inspect-extracted';

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

export const util = {
  inspect: inspector.inspect,
  format: inspector.format,
  formatWithOptions: inspector.formatWithOptions,
  isDeepStrictEqual: inspector.isDeepStrictEqual,
  inherits(child, parent) {
    Object.setPrototypeOf(child.prototype, parent.prototype);
  },
  deprecate: (fn) => fn,
  debuglog: () => Object.assign(() => undefined, { enabled: false }),
  types,
};
