// URLPattern after its standard; the host's own implementation matches.
import { askHost } from './bridge.js';

const PARTS = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
const init = (value) => {
  if (typeof value !== 'object' || value === null) return `${value}`;
  const out = {};
  for (const key of [...PARTS, 'baseURL']) if (value[key] !== undefined) out[key] = `${value[key]}`;
  return out;
};
const base = (value) => (value === undefined ? null : `${value}`);

export class URLPattern {
  #source;
  #shown;
  constructor(input = {}, baseOrOptions = undefined, options = undefined) {
    const hasBase = typeof baseOrOptions === 'string';
    const { ignoreCase = false } = (hasBase ? options : (baseOrOptions ?? options)) ?? {};
    this.#source = { pattern: init(input), base: hasBase ? baseOrOptions : null, ignoreCase: Boolean(ignoreCase) };
    this.#shown = askHost('urlPattern.describe', this.#source);
  }
  get hasRegExpGroups() {
    return this.#shown.hasRegExpGroups;
  }
  test(input = {}, baseURL = undefined) {
    return askHost('urlPattern.exec', { ...this.#source, input: init(input), inputBase: base(baseURL) }) !== null;
  }
  exec(input = {}, baseURL = undefined) {
    const given = init(input);
    const found = askHost('urlPattern.exec', { ...this.#source, input: given, inputBase: base(baseURL) });
    if (found === null) return null;
    const result = { inputs: baseURL === undefined ? [given] : [given, `${baseURL}`] };
    for (const part of PARTS) {
      const groups = {};
      for (const [name, value] of found[part].groups) groups[name] = value ?? undefined;
      result[part] = { input: found[part].input, groups };
    }
    return result;
  }
  static {
    for (const part of PARTS)
      Object.defineProperty(this.prototype, part, {
        get() {
          return this.#shown[part];
        },
        configurable: true,
      });
  }
}
