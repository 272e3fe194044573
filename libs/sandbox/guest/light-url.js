// Addresses for trusted code, parsed by the host; programs get Node's own `URL` when they ask for it.
import { askHost } from './bridge.js';

/** The parts of an address, of which code in the image changes only the fragment and the credentials. */
export class URL {
  constructor(input, base) {
    const record = askHost('url.record', {
      input: String(input).toWellFormed(),
      base: base === undefined ? null : String(base).toWellFormed(),
    });
    if (record === null) throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input });
    Object.assign(this, record);
  }
  get href() {
    const name = this.password === '' ? this.username : `${this.username}:${this.password}`;
    return `${this.head}${name === '' ? '' : `${name}@`}${this.host}${this.pathname}${this.search}${this.hash}`;
  }
  toString() {
    return this.href;
  }
}

/** The pairs of an `application/x-www-form-urlencoded` text. */
export class URLSearchParams {
  #pairs;
  constructor(text) {
    this.#pairs = askHost('url.pairs', String(text).toWellFormed());
  }
  [Symbol.iterator]() {
    return this.#pairs[Symbol.iterator]();
  }
}
