// What libraries read while they load.
import { TextDecoder, TextEncoder } from './text-codec.js';

const origin = Date.now();
let last = 0;
class Performance {
  now() {
    last = Math.max(last, Date.now() - origin);
    return last;
  }
  get timeOrigin() {
    return origin;
  }
  mark(name) {
    return { name, entryType: 'mark', startTime: this.now(), duration: 0 };
  }
  measure(name) {
    return { name, entryType: 'measure', startTime: 0, duration: this.now() };
  }
  toJSON() {
    return { timeOrigin: origin };
  }
  get [Symbol.toStringTag]() {
    return 'Performance';
  }
}
Object.defineProperty(globalThis, 'performance', {
  value: new Performance(),
  writable: true,
  configurable: true,
  enumerable: true,
});
Object.defineProperty(globalThis, 'Performance', { value: Performance, writable: true, configurable: true });
for (const [name, value] of Object.entries({ TextDecoder, TextEncoder })) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}
