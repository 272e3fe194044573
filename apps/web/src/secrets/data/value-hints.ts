import { SECRET_VALUE_MAX_BYTES } from '@cloakroom/contracts';

/** What can be said about a value without keeping it. */
export interface ValueHints {
  readonly isEmpty: boolean;
  readonly tooLong: boolean;
  readonly surroundingBlank: boolean;
  readonly trailingNewline: boolean;
  /** Too short, or too common, to be found in output reliably. */
  readonly weakMask: 'short' | 'common' | null;
}

export const NO_HINTS: ValueHints = {
  isEmpty: true,
  tooLong: false,
  surroundingBlank: false,
  trailingNewline: false,
  weakMask: null,
};

/** Values shorter than this are masked in output only unreliably. */
export const RELIABLE_MASK_LENGTH = 8;

const commonWords = new Set(
  'password passw0rd password1 changeme test1234 12345678 123456789 1234567890 qwertyui qwerty123 iloveyou sunshine princess football baseball trustno1 undefined function response'.split(
    ' ',
  ),
);

/** Looks at a value as it is typed. */
export function hintsFor(value: string): ValueHints {
  if (value === '') return NO_HINTS;
  const trimmed = value.trim();
  const trailingNewline = /[\r\n]\s*$/.test(value);
  return {
    isEmpty: false,
    tooLong: new TextEncoder().encode(value).byteLength > SECRET_VALUE_MAX_BYTES,
    surroundingBlank: trimmed !== value.replace(/[\r\n]+$/, ''),
    trailingNewline,
    weakMask: weaknessOf(trimmed),
  };
}

function weaknessOf(trimmed: string): ValueHints['weakMask'] {
  if (commonWords.has(trimmed.toLowerCase())) return 'common';
  return trimmed.length < RELIABLE_MASK_LENGTH ? 'short' : null;
}

/** Whether two looks say the same, so that typing on does not redraw. */
export function sameHints(a: ValueHints, b: ValueHints): boolean {
  return (
    a.isEmpty === b.isEmpty &&
    a.tooLong === b.tooLong &&
    a.surroundingBlank === b.surroundingBlank &&
    a.trailingNewline === b.trailingNewline &&
    a.weakMask === b.weakMask
  );
}
