// structuredClone after the HTML standard, for everything that can exist in this isolate.
const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);

function refuse(value) {
  const shown =
    typeof value === 'function'
      ? Function.prototype.toString.call(value)
      : typeof value === 'symbol'
        ? String(value)
        : `#<${value?.constructor?.name ?? 'Object'}>`;
  throw new DOMException(`${shown} could not be cloned.`, 'DataCloneError');
}

function cloneBuffer(buffer, transfer) {
  if (buffer.detached) throw new DOMException('An ArrayBuffer is detached and could not be cloned.', 'DataCloneError');
  if (transfer.has(buffer)) return buffer.transfer();
  if (!buffer.resizable) return buffer.slice(0);
  const copy = new ArrayBuffer(buffer.byteLength, { maxByteLength: buffer.maxByteLength });
  new Uint8Array(copy).set(new Uint8Array(buffer));
  return copy;
}

function cloneSpecial(value, seen, transfer) {
  switch (tag(value)) {
    case 'Boolean':
      return Object(Boolean.prototype.valueOf.call(value));
    case 'Number':
      return Object(Number.prototype.valueOf.call(value));
    case 'String':
      return Object(String.prototype.valueOf.call(value));
    case 'BigInt':
      return Object(BigInt.prototype.valueOf.call(value));
    case 'Date':
      return new Date(Date.prototype.getTime.call(value));
    case 'RegExp':
      return new RegExp(value.source, value.flags);
    case 'ArrayBuffer':
      return cloneBuffer(value, transfer);
    case 'SharedArrayBuffer':
      return value;
    default:
      break;
  }
  if (ArrayBuffer.isView(value)) {
    const buffer = clone(value.buffer, seen, transfer);
    const Type =
      value instanceof DataView
        ? DataView
        : globalThis[Object.getPrototypeOf(Uint8Array.prototype).__lookupGetter__(Symbol.toStringTag).call(value)];
    return new Type(buffer, value.byteOffset, value instanceof DataView ? value.byteLength : value.length);
  }
  return undefined;
}

const isPlatformObject = (value) =>
  value instanceof Promise ||
  value instanceof WeakMap ||
  value instanceof WeakSet ||
  value instanceof WeakRef ||
  (value instanceof Blob === false &&
    !['Object', 'Array', 'Arguments'].includes(tag(value)) &&
    Object.getOwnPropertyNames(Object.getPrototypeOf(value) ?? {}).length > 0 &&
    [Headers, Request, Response, ReadableStream, WritableStream, TransformStream, AbortSignal, EventTarget].some(
      (Type) => value instanceof Type,
    ));

function clone(value, seen, transfer) {
  if (typeof value === 'symbol' || typeof value === 'function') refuse(value);
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const special = cloneSpecial(value, seen, transfer);
  if (special !== undefined) {
    seen.set(value, special);
    return special;
  }
  if (value instanceof Map) {
    const copy = new Map();
    seen.set(value, copy);
    for (const [key, item] of [...Map.prototype.entries.call(value)])
      copy.set(clone(key, seen, transfer), clone(item, seen, transfer));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set();
    seen.set(value, copy);
    for (const item of [...Set.prototype.values.call(value)]) copy.add(clone(item, seen, transfer));
    return copy;
  }
  if (Error.isError ? Error.isError(value) : value instanceof Error) {
    if (value instanceof DOMException) {
      const copy = new DOMException(value.message, value.name);
      seen.set(value, copy);
      return copy;
    }
    const copy = Object.create((ERRORS[value.name] ?? Error).prototype);
    const made = new (ERRORS[value.name] ?? Error)();
    void copy;
    seen.set(value, made);
    for (const key of ['message', 'stack', 'cause']) {
      if (Object.hasOwn(value, key))
        Object.defineProperty(made, key, {
          value: clone(value[key], seen, transfer),
          writable: true,
          configurable: true,
          enumerable: false,
        });
    }
    return made;
  }
  if (isPlatformObject(value)) refuse(value);
  if (value instanceof Blob) {
    const { type, name, lastModified } = value;
    const copy = value instanceof File ? new File([value], name, { type, lastModified }) : new Blob([value], { type });
    seen.set(value, copy);
    return copy;
  }
  if (value instanceof CryptoKey || transfer.has(value)) return value;
  const copy = Array.isArray(value) ? new Array(value.length) : {};
  seen.set(value, copy);
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen, transfer);
  return copy;
}

// What takes the place of a value that is handed over; a stream goes on through a pair.
function moved(item) {
  const refused = () => new DOMException('Value not transferable', 'DataCloneError');
  if (item instanceof MessagePort) return item;
  const isStream = item instanceof ReadableStream || item instanceof WritableStream;
  if (!isStream || item.locked) throw refused();
  const { readable, writable } = new TransformStream();
  const isReadable = item instanceof ReadableStream;
  (isReadable ? item.pipeTo(writable) : readable.pipeTo(item)).catch(() => undefined);
  return isReadable ? readable : writable;
}

export function structuredClone(value, options) {
  if (arguments.length === 0) throw new TypeError('The "value" argument must be specified');
  const list = [...(options?.transfer ?? [])];
  const transfer = new Set(list);
  if (transfer.size < list.length) throw new DOMException('A value is in the transfer list twice', 'DataCloneError');
  const seen = new Map();
  for (const item of list) if (!(item instanceof ArrayBuffer)) seen.set(item, moved(item));
  const copy = clone(value, seen, transfer);
  for (const item of list) if (item instanceof ArrayBuffer && !item.detached) item.transfer();
  return copy;
}
