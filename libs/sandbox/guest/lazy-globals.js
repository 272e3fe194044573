// Globals that are Node's own classes. They are evaluated when something first touches them; most programs never do.
import { defineProperty } from './primordials.js';

const SOURCES = { Buffer: 'buffer', URL: 'internal/url', URLSearchParams: 'internal/url' };
let library = () => undefined;
const loaded = {};

const load = (name) => (loaded[name] ??= library(SOURCES[name])[name]);

/** Node's Buffer, for trusted code that hands bytes to programs. */
export const nodeBuffer = () => load('Buffer');

/** Whether a value is a program's `URLSearchParams`: there is none before the class was loaded. */
export const isSearchParams = (value) =>
  loaded.URLSearchParams !== undefined && value instanceof loaded.URLSearchParams;

/** Puts the globals in place; `find` gives modules of Node's library. */
export function defineLazyGlobals(find) {
  library = find;
  for (const name of Object.keys(SOURCES)) {
    const set = (value) => {
      defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
    };
    const get = () => {
      const value = load(name);
      set(value);
      return value;
    };
    defineProperty(globalThis, name, { get, set, configurable: true, enumerable: false });
  }
}
