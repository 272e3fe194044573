import { stripIgnorable } from '../automaton/symbol-classes.js';
import { assessMaskability } from '../maskability.js';

/* The texts of a secret that must not be shown: the value, its lines, the password in a pair or a connection string. */

/** A line that only frames what is in a PEM file; it is the same in everybody's. */
const pemFrame = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function passwordOf(value: string): string[] {
  const inUrl = /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s@]+)@/i.exec(value)?.[1];
  if (inUrl !== undefined) return [inUrl, decoded(inUrl)];
  const inPair = /^[^\s:/]+:([^\s:]+)$/.exec(value)?.[1];
  return inPair === undefined ? [] : [inPair];
}

/** The value without blanks around it and without invisible characters, as the scan sees it. */
export function coreOf(value: string): string {
  return stripIgnorable(value).trim();
}

function maskable(texts: readonly string[]): string[] {
  const normalized = texts.flatMap((text) => [text, text.normalize('NFC'), text.normalize('NFD')]);
  return [...new Set(normalized)].filter((text) => assessMaskability(text).maskable);
}

/**
 * The texts that stand for a secret, each long and uncommon enough to be masked: the whole value, and its parts, at most
 * `maxParts`.
 */
export function secretTexts(
  value: string,
  maxParts: number,
): { readonly whole: readonly string[]; readonly parts: readonly string[] } {
  const core = coreOf(value);
  const lines = core.includes('\n') ? core.split('\n', maxParts).map((line) => line.trim()) : [];
  const whole = maskable([core]);
  const parts = maskable([...passwordOf(core), ...lines.filter((line) => !pemFrame.test(line))]);
  return { whole, parts: parts.filter((text) => !whole.includes(text)).slice(0, maxParts) };
}
