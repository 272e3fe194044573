import { KEY_FORMATS } from './key-formats.js';

/** A credential in a text. It holds the value: it stays in the page that was typed into. */
export interface FoundKey {
  readonly label: string;
  readonly name: string;
  readonly value: string;
}

/** The first credential in a text, or `null`. First what a format gives away, then what its label or randomness does. */
export function findKey(text: string): FoundKey | null {
  for (const { label, name, pattern } of KEY_FORMATS) {
    for (const match of text.matchAll(pattern)) {
      const value = match[1] ?? match[0];
      if (!isPlaceholder(value)) return { label, name, value };
    }
  }
  return findLabelled(text) ?? findRandom(text);
}

const labelled =
  /\b(api[ _-]?key|access[ _-]?key|secret[ _-]?key|client[ _-]?secret|secret|(?:access|auth|bearer|api|refresh)?[ _-]?token|password|passwd|bearer)\b["']?(?:\s*(?:=|:|is)\s*|\s+)["'`]?([^\s"'`<>«»${}()[\],;]{16,200})/gi;

/** What stands behind a word such as "token:" and is no word itself. */
function findLabelled(text: string): FoundKey | null {
  for (const [, word = '', value = ''] of text.matchAll(labelled)) {
    const varied = /[a-z]/i.test(value) && (value.match(/\d/g) ?? []).length >= 2;
    if (!varied || /[./]\w+[./]/.test(value) || isUuid(value) || /^https?:/i.test(value)) continue;
    if (entropyOf(value) < 3.2 || isPlaceholder(value)) continue;
    const name = /password|passwd/i.test(word) ? 'SERVICE_PASSWORD' : 'SERVICE_API_KEY';
    return { label: `what you call a ${word.toLowerCase()}`, name, value };
  }
  return null;
}

/** Texts that hold random letters without being credentials. */
const harmless = /\bdata:[^\s"')]+|\b(?:https?|ftp|git|ssh):\/\/[^\s"')]+|\bsha(?:1|256|384|512)-[A-Za-z0-9+/=]+/gi;

/** A long word whose letters follow no language: upper and lower case and digits in turns. */
function findRandom(text: string): FoundKey | null {
  for (const [token] of text.replace(harmless, ' ').matchAll(/[A-Za-z0-9_+/=-]{24,}/g)) {
    if (looksRandom(token)) return { label: 'a key or a token', name: 'SERVICE_API_KEY', value: token };
  }
  return null;
}

function looksRandom(token: string): boolean {
  if (token.length > 200 || isPlaceholder(token) || isUuid(token)) return false;
  if (token.includes('/') && token.length !== 40) return false;
  if (!/[a-z]/.test(token) || !/[A-Z]/.test(token) || (token.match(/\d/g) ?? []).length < 3) return false;
  // Two stretches of small letters that long are words.
  if ((token.match(/[a-z]{5,}/g) ?? []).length >= 2) return false;
  return entropyOf(token) >= 4 && turnsOf(token) >= 0.4 && !isEncodedText(token);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Words that documentation puts in the place of a credential, and runs of one letter. */
function isPlaceholder(text: string): boolean {
  return /your|example|placeholder|changeme|redacted|dummy|process\.env|os\.environ|(.)\1{5}|\.\.\./i.test(text);
}

/** Shannon entropy, in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** How often the kind of character changes, 0 to 1: about 0.6 in random text, 0.25 in camel case. */
function turnsOf(text: string): number {
  const kinds = [...text].map((character) =>
    /[a-z]/.test(character) ? 'a' : /[A-Z]/.test(character) ? 'A' : /\d/.test(character) ? '1' : '-',
  );
  return kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length / (text.length - 1);
}

/** Base64 whose bytes are readable text. */
function isEncodedText(token: string): boolean {
  try {
    return /^[\s!-~]+$/.test(atob(token));
  } catch {
    return false;
  }
}
