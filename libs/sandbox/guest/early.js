// What libraries read while they load.
import { performance } from './performance.js';
import { TextDecoder, TextEncoder } from './text-codec.js';

Object.defineProperty(globalThis, 'performance', {
  value: performance,
  writable: true,
  configurable: true,
  enumerable: true,
});
for (const [name, value] of Object.entries({ TextDecoder, TextEncoder })) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}
