'use strict';
// The `buffer` binding of Node's library: bytes to text and back, with V8's own converters where it has them.
const { fromBase64, toBase64, decodeLossy } = require('cloakroom/core');

const CHUNK = 8192;
const fromCharCode = String.fromCharCode;
const view = (source) =>
  source instanceof Uint8Array
    ? source
    : ArrayBuffer.isView(source)
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
      : new Uint8Array(source);

function binary(bytes) {
  if (bytes.length <= CHUNK) return fromCharCode.apply(null, bytes);
  let text = '';
  for (let i = 0; i < bytes.length; i += CHUNK) text += fromCharCode.apply(null, bytes.subarray(i, i + CHUNK));
  return text;
}
function latin1Bytes(text) {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}
const utf8Binary = (text) => unescape(encodeURIComponent(text.toWellFormed()));
const utf8Bytes = (text) => latin1Bytes(utf8Binary(text));
function ucs2Bytes(text) {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    bytes[i * 2] = code;
    bytes[i * 2 + 1] = code >> 8;
  }
  return bytes;
}
function base64Bytes(text) {
  let clean = text.replace(/-/g, '+').replace(/_/g, '/');
  try {
    return fromBase64(clean);
  } catch {
    clean = clean.replace(/=[^]*$/, '').replace(/[^A-Za-z0-9+/]/g, '');
    if (clean.length % 4 === 1) clean = clean.slice(0, -1);
    return fromBase64(clean);
  }
}
function hexBytes(text) {
  const valid = /^(?:[0-9a-fA-F]{2})*/.exec(text)[0];
  return Uint8Array.fromHex(valid);
}
function utf8Text(bytes) {
  const raw = binary(bytes);
  if (!/[\x80-\xff]/.test(raw)) return raw;
  try {
    return decodeURIComponent(escape(raw));
  } catch {
    return decodeLossy(bytes);
  }
}
function ucs2Text(bytes) {
  const units = new Uint16Array(bytes.length >> 1);
  for (let i = 0; i < units.length; i += 1) units[i] = bytes[i * 2] | (bytes[i * 2 + 1] << 8);
  let text = '';
  for (let i = 0; i < units.length; i += CHUNK) text += fromCharCode.apply(null, units.subarray(i, i + CHUNK));
  return text;
}

const encoders = {
  ascii: latin1Bytes,
  latin1: latin1Bytes,
  binary: latin1Bytes,
  utf8: utf8Bytes,
  'utf-8': utf8Bytes,
  ucs2: ucs2Bytes,
  'ucs-2': ucs2Bytes,
  utf16le: ucs2Bytes,
  'utf-16le': ucs2Bytes,
  base64: base64Bytes,
  base64url: base64Bytes,
  hex: hexBytes,
};
const BY_NUMBER = ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'];

const coded = (Type, message, code) => Object.assign(new Type(message), { code });
const outOfRange = () => coded(RangeError, 'Index out of range', 'ERR_OUT_OF_RANGE');
function slicer(decode) {
  return (source, start = 0, end = source.length) => {
    const bytes = view(source);
    if (bytes.length === 0) return '';
    let from = Math.trunc(start) || 0;
    let to = Math.trunc(end) || 0;
    if (to < from) to = from;
    if (from < 0 || to > bytes.length) throw outOfRange();
    from = Math.min(from, bytes.length);
    return decode(bytes.subarray(from, to));
  };
}
function put(target, bytes, offset, length) {
  const at = offset === undefined ? 0 : Math.trunc(offset);
  if (at < 0 || at > target.length) {
    throw coded(RangeError, '"offset" is outside of buffer bounds', 'ERR_BUFFER_OUT_OF_BOUNDS');
  }
  const room = Math.min(length === undefined ? Infinity : Math.trunc(length), target.length - at);
  if (room < 0) throw coded(RangeError, '"length" is outside of buffer bounds', 'ERR_BUFFER_OUT_OF_BOUNDS');
  const part = bytes.length > room ? bytes.subarray(0, room) : bytes;
  target.set(part, at);
  return part.length;
}
const needText = (text) => {
  if (typeof text !== 'string') throw coded(TypeError, 'argument must be a string', 'ERR_INVALID_ARG_TYPE');
  return text;
};
const writer =
  (encode, unit = 1) =>
  (target, text, ...[offset, length]) => {
    const room = Math.min(length ?? Infinity, target.length - (offset ?? 0));
    return put(target, encode(needText(text)), offset, unit === 1 ? length : room - (room % unit));
  };
// A character that does not fit is left out whole.
function wholeUtf8(bytes, room) {
  let end = room;
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
function utf8WriteStatic(target, text, offset = 0, length = target.length) {
  const bytes = utf8Bytes(needText(text));
  const room = Math.min(length, target.length - offset);
  return put(target, room >= 0 && bytes.length > room ? wholeUtf8(bytes, room) : bytes, offset, length);
}
const latin1WriteStatic = (target, text, offset, length) => put(target, latin1Bytes(needText(text)), offset, length);

function compare(a, b) {
  const left = view(a);
  const right = view(b);
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i += 1) if (left[i] !== right[i]) return left[i] < right[i] ? -1 : 1;
  return Math.sign(left.length - right.length);
}
function compareOffset(...[source, target, targetStart, sourceStart, targetEnd, sourceEnd]) {
  if (sourceStart > source.length)
    throw coded(RangeError, 'The value of "sourceStart" is out of range.', 'ERR_OUT_OF_RANGE');
  if (targetStart > target.length)
    throw coded(RangeError, 'The value of "targetStart" is out of range.', 'ERR_OUT_OF_RANGE');
  return compare(view(source).subarray(sourceStart, sourceEnd), view(target).subarray(targetStart, targetEnd));
}

function startOf(length, offset, needle, forward) {
  if (offset < 0) {
    if (offset + length >= 0) return length + offset;
    return forward || needle === 0 ? 0 : -1;
  }
  if (offset + needle <= length) return offset;
  if (needle === 0) return length;
  return forward ? -1 : length - 1;
}
function search(haystack, needle, { offset, forward, end, unit = 1 }) {
  const bytes = view(haystack);
  const length = Math.min(bytes.length, Math.max(0, end ?? bytes.length));
  const start = startOf(length, Math.trunc(offset), needle.length, forward);
  if (needle.length === 0) return start - (start % unit);
  if (length === 0 || start < 0 || needle.length > length || (forward && needle.length + start > length)) return -1;
  if (unit === 2 && (length < 2 || needle.length < 2)) return -1;
  // Two-byte characters are compared as such: at even places, without an odd byte at the end.
  const even = (count) => count - (count % unit);
  const text = binary(bytes.subarray(0, even(length)));
  const wanted = binary(needle.subarray(0, even(needle.length)));
  let at = forward ? text.indexOf(wanted, even(start)) : text.lastIndexOf(wanted, even(start));
  while (at >= 0 && at % unit !== 0) {
    if (!forward && at === 0) return -1;
    at = forward ? text.indexOf(wanted, at + 1) : text.lastIndexOf(wanted, at - 1);
  }
  return at;
}
const unitOf = (encoding) => (encoding === 3 ? 2 : 1);
const indexOfString = (...[haystack, text, offset, encoding, forward, end]) =>
  search(haystack, encoders[BY_NUMBER[encoding]](text), { offset, forward, end, unit: unitOf(encoding) });
const indexOfBuffer = (...[haystack, needle, offset, encoding, forward, end]) =>
  search(haystack, view(needle), { offset, forward, end, unit: unitOf(encoding) });
const indexOfNumber = (...[haystack, value, offset, forward, end]) =>
  search(haystack, Uint8Array.of(value), { offset, forward, end });

function fill(...[target, value, start, end, encoding]) {
  const bytes = view(target);
  if (start > end || start < 0 || end > bytes.length) return -2;
  let part;
  if (typeof value === 'string') part = encoders[String(encoding ?? 'utf8').toLowerCase()](value);
  else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) part = view(value);
  else {
    bytes.fill(Number(value) & 255, start, end);
    return undefined;
  }
  if (part.length === 0) return -1;
  const room = end - start;
  bytes.set(part.subarray(0, room), start);
  for (let done = Math.min(part.length, room); done < room; done *= 2)
    bytes.copyWithin(start + done, start, start + Math.min(done, room - done));
  return undefined;
}
function copy(...[source, target, targetStart, sourceStart, count]) {
  view(target).set(view(source).subarray(sourceStart, sourceStart + count), targetStart);
}
function swapper(size) {
  return (buffer) => {
    const bytes = view(buffer);
    for (let i = 0; i + size <= bytes.length; i += size) bytes.subarray(i, i + size).reverse();
    return buffer;
  };
}
function atob(text) {
  const clean = text.replace(/[\t\n\f\r ]/g, '');
  const body = clean.length % 4 === 0 ? clean.replace(/={1,2}$/, '') : clean;
  if (/[^A-Za-z0-9+/]/.test(body)) return -2;
  if (body.length % 4 === 1) return -1;
  return binary(fromBase64(body, { lastChunkHandling: 'loose' }));
}
function btoa(text) {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 255) return -1;
  return toBase64(latin1Bytes(text));
}

module.exports = {
  kMaxLength: 2 ** 53 - 1,
  kStringMaxLength: 536870888,
  atob,
  btoa,
  byteLengthUtf8: (text) => utf8Binary(text).length,
  compare,
  compareOffset,
  copy,
  copyArrayBuffer: (...[target, targetStart, source, sourceStart, count]) =>
    copy(source, target, targetStart, sourceStart, count),
  createUnsafeArrayBuffer: (size) => new ArrayBuffer(size),
  createFromString: (text, encoding) => encoders[BY_NUMBER[encoding]](text),
  fill,
  indexOfBuffer,
  indexOfNumber,
  indexOfString,
  isAscii: (source) => !view(source).some((byte) => byte > 127),
  isUtf8(source) {
    try {
      decodeURIComponent(escape(binary(view(source))));
      return true;
    } catch {
      return false;
    }
  },
  setBufferPrototype() {},
  setDetachKey() {},
  getZeroFillToggle() {},
  swap16: swapper(2),
  swap32: swapper(4),
  swap64: swapper(8),
  asciiSlice: slicer((bytes) => binary(bytes.map((byte) => byte & 127))),
  latin1Slice: slicer(binary),
  base64Slice: slicer((bytes) => toBase64(bytes)),
  base64urlSlice: slicer((bytes) => toBase64(bytes, { alphabet: 'base64url', omitPadding: true })),
  hexSlice: slicer((bytes) => bytes.toHex()),
  ucs2Slice: slicer(ucs2Text),
  utf8Slice: slicer(utf8Text),
  base64Write: writer(base64Bytes),
  base64urlWrite: writer(base64Bytes),
  hexWrite: writer(hexBytes),
  ucs2Write: writer(ucs2Bytes, 2),
  asciiWriteStatic: latin1WriteStatic,
  latin1WriteStatic,
  utf8WriteStatic,
  utf8Text,
  encoders,
};
