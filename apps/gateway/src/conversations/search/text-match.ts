import type { SearchExcerpt } from '@cloakroom/contracts';

/** Characters that are shown before and after the first hit of a message. */
const BEFORE = 60;
const AFTER = 180;
const MAX_WORDS = 12;
const MAX_MARKS = 20;

/** Looks for the words of a search in any order, in any case. Each is taken literally. */
export class TextMatch {
  readonly #words: readonly RegExp[];
  readonly #any: RegExp;

  constructor(query: string) {
    const words = [...new Set(query.trim().split(/\s+/u))].slice(0, MAX_WORDS).map(literal);
    const longestFirst = words.toSorted((one, other) => other.length - one.length);
    this.#words = words.map((word) => new RegExp(word, 'iu'));
    this.#any = new RegExp(longestFirst.join('|'), 'giu');
  }

  /** Whether every word is in the text. */
  matches(text: string): boolean {
    return this.#words.every((word) => word.test(text));
  }

  /** The whole text with its marks. */
  mark(text: string): SearchExcerpt {
    const marks: [number, number][] = [];
    for (const { 0: found, index } of text.matchAll(this.#any)) {
      marks.push([index, index + found.length]);
      if (marks.length === MAX_MARKS) break;
    }
    return { text, marks };
  }

  /** What stands around the first word that is found. */
  excerpt(text: string): SearchExcerpt {
    const at = Math.max(text.search(this.#any), 0);
    const from = between(text, Math.max(at - BEFORE, 0));
    const to = between(text, Math.min(at + AFTER, text.length));
    const shown = text.slice(from, to).replaceAll(/\s/gu, ' ');
    return this.mark(`${from > 0 ? '…' : ''}${shown}${to < text.length ? '…' : ''}`);
  }
}

function literal(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}

/** The place itself, or the one before it when it would cut a surrogate pair. */
function between(text: string, place: number): number {
  const unit = text.charCodeAt(place);
  return unit >= 0xdc00 && unit <= 0xdfff ? place - 1 : place;
}
