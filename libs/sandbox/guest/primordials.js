// The built-ins that trusted code needs, captured before any agent code can change them.
const { apply, getOwnPropertyDescriptor } = Reflect;
const bind = Function.prototype.call.bind.bind(Function.prototype.call);

export const uncurry = (fn) => bind(fn);
export const { defineProperty, freeze, create, keys: objectKeys } = Object;
export const jsonParse = JSON.parse;
export const jsonStringify = JSON.stringify;
export const reflectApply = apply;

// This V8 reads a view's bytes from the beginning of its buffer, wherever the view begins.
const sliceBytes = uncurry(Uint8Array.prototype.slice);
const offsetOf = uncurry(getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'byteOffset').get);
for (const name of ['toBase64', 'toHex']) {
  const native = uncurry(Uint8Array.prototype[name]);
  const { value } = getOwnPropertyDescriptor(
    {
      [name](...args) {
        return native(offsetOf(this) === 0 ? this : sliceBytes(this), ...args);
      },
    },
    name,
  );
  Object.defineProperty(value, 'length', { value: 0, configurable: true });
  Object.defineProperty(Uint8Array.prototype, name, { value, writable: true, configurable: true });
}
export const toBase64 = uncurry(Uint8Array.prototype.toBase64);

export const NativeMap = Map;
export const NativeSet = Set;
export const NativePromise = Promise;
export const promiseThen = uncurry(Promise.prototype.then);
export const mapGet = uncurry(Map.prototype.get);
export const mapSet = uncurry(Map.prototype.set);
export const mapDelete = uncurry(Map.prototype.delete);
export const arrayPush = uncurry(Array.prototype.push);
export const arrayShift = uncurry(Array.prototype.shift);
export const arraySplice = uncurry(Array.prototype.splice);
export const stringSlice = uncurry(String.prototype.slice);
export const fromBase64 = Uint8Array.fromBase64;
export const now = Date.now;
export const { min, max, floor, trunc } = Math;
export const NativeError = Error;
export const NativeTypeError = TypeError;
export const NativeSyntaxError = SyntaxError;
export const indirectEval = eval;
export const text = String;

const JSON_PROTOTYPES = [Object.prototype, Array.prototype, String.prototype, Number.prototype, Boolean.prototype];

/** JSON text that hostile prototypes cannot change: `toJSON` on a built-in prototype is ignored. */
export function safeStringify(value) {
  const masked = [];
  for (let i = 0; i < JSON_PROTOTYPES.length; i += 1) {
    const proto = JSON_PROTOTYPES[i];
    const own = getOwnPropertyDescriptor(proto, 'toJSON');
    if (own !== undefined && own.configurable) {
      masked[masked.length] = [proto, own];
      delete proto.toJSON;
    }
  }
  try {
    return jsonStringify(value);
  } finally {
    for (let i = 0; i < masked.length; i += 1) defineProperty(masked[i][0], 'toJSON', masked[i][1]);
  }
}
