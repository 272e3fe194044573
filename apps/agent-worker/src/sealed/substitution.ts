/*
 * Putting values in the place of placeholders. Trusted: the values. Not trusted: the texts, which hostile code wrote; a
 * placeholder stands for its value only where it stands as it was given, or inside one piece of base64.
 * Each place has an encoding of its own, so that a value cannot change the shape of what it is put into.
 */

/** How a value is written at some place. */
export type ValueEncoding = (value: string) => string;

/** A placeholder and what it stands for. */
export interface Replacement {
  readonly placeholder: string;
  readonly value: string;
}

/** Runs of base64 digits, of either alphabet, that are long enough to hold a placeholder. */
const BASE64_RUN = /[A-Za-z0-9+/_-]{48,}={0,2}/g;

/** As it is: text bodies, multipart, and header values (which hold the bytes of UTF-8, one character each). */
export const asText: ValueEncoding = (value) => Buffer.from(value, 'utf8').toString('latin1');
/** A part of a URL. */
export const asUrlPart: ValueEncoding = (value) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
/** A field of a form: `application/x-www-form-urlencoded`. */
export const asFormField: ValueEncoding = (value) => asUrlPart(value).replaceAll('%20', '+');
/** The inside of a JSON string. */
export const asJsonText: ValueEncoding = (value) => asText(JSON.stringify(value).slice(1, -1));

/**
 * A text of bytes (latin1) with one placeholder replaced, as it stands and inside base64, and how often it was there.
 * Inside base64 the value is written as it is, whatever the encoding of the place.
 */
export function substitute(
  text: string,
  { placeholder, value }: Replacement,
  encode: ValueEncoding,
): { readonly text: string; readonly count: number } {
  let count = 0;
  const inBase64 = text.replace(BASE64_RUN, (run) => {
    const replaced = substituteInBase64(run, placeholder, value);
    if (replaced === null) return run;
    count += 1;
    return replaced;
  });
  const parts = inBase64.split(placeholder);
  count += parts.length - 1;
  return { text: parts.join(encode(value)), count };
}

function substituteInBase64(run: string, placeholder: string, value: string): string | null {
  const decoded = Buffer.from(run, 'base64').toString('latin1');
  if (!decoded.includes(placeholder)) return null;
  const bytes = Buffer.from(
    decoded.replaceAll(placeholder, () => asText(value)),
    'latin1',
  );
  const urlSafe = /[-_]/.test(run);
  const encoded = bytes.toString(urlSafe ? 'base64url' : 'base64');
  const padded = run.endsWith('=') || run.length % 4 === 0;
  return padded ? encoded : encoded.replace(/=+$/, '');
}

/** How values are written into a body of some type. */
export function encodingOfBody(contentType: string | null): ValueEncoding {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json')) return asJsonText;
  if (type === 'application/x-www-form-urlencoded') return asFormField;
  return asText;
}
