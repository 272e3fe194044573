// `node:querystring`.
const unescapePart = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return unescape(text);
  }
};
const escapePart = (text) =>
  encodeURIComponent(text)
    .replace(/[']/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%27/g, "'");
const primitive = (value) =>
  typeof value === 'string'
    ? value
    : (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'bigint' || typeof value === 'boolean'
      ? `${value}`
      : '';

export const querystring = {
  escape: escapePart,
  unescape: unescapePart,
  parse(text, separator = '&', equals = '=', options = {}) {
    const out = Object.create(null);
    if (typeof text !== 'string' || text === '') return out;
    const max = options?.maxKeys ?? 1000;
    for (const [i, part] of text.split(separator).entries()) {
      if (part === '' || (max > 0 && i >= max)) continue;
      const at = part.indexOf(equals);
      const key = unescapePart((at < 0 ? part : part.slice(0, at)).replaceAll('+', ' '));
      const value = at < 0 ? '' : unescapePart(part.slice(at + equals.length).replaceAll('+', ' '));
      if (!(key in out)) out[key] = value;
      else if (Array.isArray(out[key])) out[key].push(value);
      else out[key] = [out[key], value];
    }
    return out;
  },
  stringify(value, separator = '&', equals = '=') {
    if (typeof value !== 'object' || value === null) return '';
    return Object.keys(value)
      .flatMap((key) => [value[key]].flat().map((item) => `${escapePart(key)}${equals}${escapePart(primitive(item))}`))
      .join(separator);
  },
};
querystring.decode = querystring.parse;
querystring.encode = querystring.stringify;
