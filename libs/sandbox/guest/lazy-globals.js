// Globals that are Node's own classes, and `secrets`. They are evaluated when something first touches them; most programs
// never do.
import { defineProperty } from './primordials.js';

const SOURCES = {
  Buffer: 'buffer',
  URL: 'internal/url',
  URLSearchParams: 'internal/url',
  secrets: 'cloakroom/parts/secrets',
};
let library = () => undefined;
const loaded = {};

// Files that a program gave an address; they last as long as its call.
const objects = new Map();
let nextObject = 0;
const objectMethods = {
  createObjectURL(object) {
    if (!(object instanceof Blob)) throw new TypeError('The "obj" argument must be an instance of Blob.');
    const address = `blob:nodedata:${(nextObject++).toString(16).padStart(8, '0')}`;
    objects.set(address, object);
    return address;
  },
  revokeObjectURL(address) {
    objects.delete(`${address}`);
  },
};

/** The Blob behind an address of `URL.createObjectURL`. */
export const objectOf = (address) => objects.get(address);

function load(name) {
  if (loaded[name] === undefined) {
    loaded[name] = library(SOURCES[name])[name];
    if (name === 'URL') Object.assign(loaded.URL, objectMethods);
  }
  return loaded[name];
}

/** Node's Buffer, for trusted code that hands bytes to programs. */
export const nodeBuffer = () => load('Buffer');

/** Node's URL, with the methods for addresses of files. */
export const nodeUrl = () => load('URL');

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
