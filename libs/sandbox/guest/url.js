// URL and URLSearchParams: whatwg-url, the reference implementation; international host names go to the host's ICU.
import whatwg from 'whatwg-url';
import { inspect } from './console.js';

export const { URL, URLSearchParams } = whatwg;

const custom = Symbol.for('nodejs.util.inspect.custom');
Object.defineProperty(URL.prototype, custom, {
  value(depth, options) {
    const shown = {};
    for (const key of [
      'href',
      'origin',
      'protocol',
      'username',
      'password',
      'host',
      'hostname',
      'port',
      'pathname',
      'search',
      'searchParams',
      'hash',
    ])
      shown[key] = this[key];
    return `URL ${inspect(shown, options)}`;
  },
});
Object.defineProperty(URLSearchParams.prototype, custom, {
  value(depth, options) {
    const parts = [...this].map(([key, value]) => `${inspect(key, options)} => ${inspect(value, options)}`);
    return parts.length === 0 ? 'URLSearchParams {}' : `URLSearchParams { ${parts.join(', ')} }`;
  },
});
Object.defineProperty(URL, 'canParse', {
  value: (url, base) => {
    try {
      new URL(url, base);
      return true;
    } catch {
      return false;
    }
  },
  configurable: true,
  writable: true,
  enumerable: true,
});
