import { stripIgnorable } from './automaton/symbol-classes.js';
import { COMMON_WORDS } from './common-words.js';

/** Shortest value, in characters without blanks around it, that is masked. */
export const MIN_MASKABLE_LENGTH = 8;

/**
 * Says whether a value can be masked reliably. One that is shorter than 8 characters, that is a common word or password, or
 * that repeats one character cannot: masking it would garble ordinary text and point at the value. It is never masked, in
 * any form; whoever saves it is to be told so.
 */
export function assessMaskability(value: string): { maskable: boolean; reason: 'short' | 'common-word' | null } {
  const core = stripIgnorable(value).trim();
  if ([...core].length < MIN_MASKABLE_LENGTH) return { maskable: false, reason: 'short' };
  const oneCharacter = /^(.)\1*$/su.test(core);
  if (oneCharacter || COMMON_WORDS.has(core.toLowerCase())) return { maskable: false, reason: 'common-word' };
  return { maskable: true, reason: null };
}
