'use strict';
// Percent-encoding after UTF-8, the only encoding a URL has here.
const utf8 = new globalThis.TextEncoder();
const hex = (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
exports.percentEncodeAfterEncoding = (_encoding, input, percentEncodeSet, spaceAsPlus = false) => {
  let out = '';
  for (const byte of utf8.encode(input)) {
    const char = String.fromCharCode(byte);
    if (spaceAsPlus && byte === 0x20) out += '+';
    else out += byte < 0x20 || byte > 0x7e || percentEncodeSet.includes(char) ? hex(byte) : char;
  }
  return out;
};
