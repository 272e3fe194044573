'use strict';
// The few things that bundled libraries ask of Buffer, without Node's: that one is evaluated when a program asks for it.
const { decodeUtf8, encodeUtf8 } = require('../text-codec.js');

const latin1 = (text) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const encoders = {
  utf8: encodeUtf8,
  latin1,
  binary: latin1,
  base64: (text) => Uint8Array.fromBase64(text.replace(/=+$/, ''), { lastChunkHandling: 'loose' }),
};

class LightBuffer extends Uint8Array {
  static from(source, encoding = 'utf8') {
    if (typeof source !== 'string') return new LightBuffer(source);
    const bytes = encoders[encoding](source);
    return new LightBuffer(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  static byteLength(text) {
    return encodeUtf8(text).length;
  }
  static allocUnsafe(size) {
    return new LightBuffer(size);
  }
  static isBuffer(value) {
    return value instanceof Uint8Array;
  }
  static concat(list, size = list.reduce((sum, part) => sum + part.length, 0)) {
    const all = new LightBuffer(size);
    let at = 0;
    for (const part of list) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
  equals(other) {
    return this.length === other.length && this.every((byte, i) => byte === other[i]);
  }
  indexOf(wanted, from = 0) {
    if (typeof wanted === 'number') return super.indexOf(wanted, from);
    return this.toString('latin1').indexOf(LightBuffer.prototype.toString.call(wanted, 'latin1'), from);
  }
  toString(encoding) {
    if (encoding === 'base64') return this.toBase64();
    if (encoding === 'latin1' || encoding === 'binary')
      return Array.from(this, (byte) => String.fromCharCode(byte)).join('');
    return decodeUtf8(this);
  }
}
module.exports = LightBuffer;
