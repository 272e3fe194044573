'use strict';
// The `string_decoder` binding: a state of seven bytes, of which four hold the beginning of a character.
const {
  utf8Slice,
  ucs2Slice,
  base64Slice,
  base64urlSlice,
  latin1Slice,
  asciiSlice,
  hexSlice,
} = require('cloakroom/parts/buffer');

const MISSING = 4;
const BUFFERED = 5;
const ENCODING = 6;
const ASCII = 0;
const UTF8 = 1;
const UTF16 = 3;
const LATIN1 = 4;
const HEX = 5;
const BASE64URL = 7;

const whole = (encoding, bytes) => {
  if (encoding === UTF8) return utf8Slice(bytes);
  if (encoding === UTF16) return ucs2Slice(bytes);
  if (encoding === ASCII) return asciiSlice(bytes);
  if (encoding === LATIN1) return latin1Slice(bytes);
  if (encoding === HEX) return hexSlice(bytes);
  return encoding === BASE64URL ? base64urlSlice(bytes) : base64Slice(bytes);
};

// How many bytes at the end begin a character that is not complete, and how many it still needs.
function utf8Tail(bytes) {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const need = (byte & 0xe0) === 0xc0 ? 2 : (byte & 0xf0) === 0xe0 ? 3 : (byte & 0xf8) === 0xf0 ? 4 : 0;
    return need <= back ? [0, 0] : [back, need - back];
  }
  return [0, 0];
}
function tailOf(encoding, bytes) {
  if (encoding === UTF8) return utf8Tail(bytes);
  if (encoding === UTF16) {
    if (bytes.length % 2 === 1) return [1, 1];
    const isLead = bytes.length > 0 && (bytes[bytes.length - 1] & 0xfc) === 0xd8;
    return isLead ? [2, 2] : [0, 0];
  }
  if (encoding === ASCII || encoding === LATIN1 || encoding === HEX) return [0, 0];
  const rest = bytes.length % 3;
  return [rest, rest === 0 ? 0 : 3 - rest];
}

function decode(state, input) {
  const added = new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  const held = state[BUFFERED];
  const bytes = new Uint8Array(held + added.length);
  bytes.set(state.subarray(0, held));
  bytes.set(added, held);
  const encoding = state[ENCODING];
  const [tail, missing] = tailOf(encoding, bytes);
  state.fill(0, 0, 4);
  state.set(bytes.subarray(bytes.length - tail), 0);
  state[BUFFERED] = tail;
  state[MISSING] = missing;
  return whole(encoding, bytes.subarray(0, bytes.length - tail));
}

function flush(state) {
  const held = state[BUFFERED];
  const encoding = state[ENCODING];
  const bytes = state.slice(0, encoding === UTF16 ? held - (held % 2) : held);
  state[BUFFERED] = 0;
  state[MISSING] = 0;
  return whole(encoding, new Uint8Array(bytes));
}

module.exports = {
  encodings: ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'],
  kIncompleteCharactersStart: 0,
  kIncompleteCharactersEnd: 4,
  kMissingBytes: MISSING,
  kBufferedBytes: BUFFERED,
  kEncodingField: ENCODING,
  kNumFields: 7,
  kSize: 7,
  decode,
  flush,
};
