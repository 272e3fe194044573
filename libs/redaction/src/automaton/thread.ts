import type { Alphabet } from './pattern.js';
import type { SpellingPlace, Track } from './track.js';

/** One beginning that the text read last may be: so far into a track, and into a spelling of its unit. */
export interface Thread {
  readonly track: Track;
  readonly position: number;
  /** Where in the spelling of the unit or of the gap before it; `null` between two units. */
  readonly place: SpellingPlace | null;
  /** Symbols since its beginning. */
  readonly length: number;
}

/** A secret of which a form ends here, and how many symbols back it began. */
export interface Acceptance {
  readonly secret: number;
  readonly length: number;
}

/** Gives the one track that stands for all beginnings of an alphabet. */
export type LooseTracks = (alphabet: Alphabet, secret: number) => Track;

/**
 * Most threads of one alphabet in one state. More come only of values that repeat themselves or one another over and over;
 * one loose thread then takes the place of all, so that such a value is masked too much and never too little, in bounded
 * time.
 */
export const MAX_THREADS_PER_ALPHABET = 128;

/** Keys stay small integers, which a map finds fastest. */
const KEY_BITS = 0x3fff_ffff;

/** Gathers the threads and acceptances of one new state; of twins that differ in their beginning alone, the older stays. */
export class ThreadGathering {
  /** Threads that were looked at. */
  effort = 0;
  private readonly found = new Map<number, Thread>();
  private readonly accepted = new Map<number, number>();
  private readonly perAlphabet = new Map<Alphabet, number>();

  /** Lets a thread read a symbol of class `cls`. */
  read(thread: Thread, cls: number): void {
    this.effort++;
    if (thread.place) {
      this.readPlace(thread, thread.place, cls);
      return;
    }
    const gap = thread.track.gap(thread.position);
    if (gap) this.readPlace(thread, gap, cls);
    if (!thread.track.alphabet.needsGap) this.readPlace(thread, thread.track.at(thread.position), cls);
  }

  get isEmpty(): boolean {
    return this.found.size === 0 && this.accepted.size === 0;
  }

  get threads(): Thread[] {
    return [...this.found.values()];
  }

  get accepts(): Acceptance[] {
    return [...this.accepted].map(([secret, length]) => ({ secret, length })).sort((a, b) => a.secret - b.secret);
  }

  /** Keeps the number of threads within its bound; to be called once, when all have read. */
  settle(looseTracks: LooseTracks): void {
    for (const [alphabet, count] of this.perAlphabet) {
      if (count > MAX_THREADS_PER_ALPHABET) this.loosen(alphabet, looseTracks);
    }
  }

  private readPlace({ track, position, length }: Thread, from: SpellingPlace, cls: number): void {
    const place = from.step(cls);
    if (!place) return;
    if (place.goesOn) this.add({ track, position, place, length: length + 1 });
    for (const unit of place.ends) this.end({ track, position, place, length: length + 1 }, unit);
  }

  private end({ track, position, place, length }: Thread, unit: string): void {
    if (place?.isGap) {
      this.add({ track, position, place: track.at(position), length });
      return;
    }
    const { accepts, onward } = track.arrive(position, unit);
    for (const secret of accepts) this.accept(secret, length);
    // What a loose track has taken is masked by now; it holds on to one symbol, so that its masks run together.
    if (onward) this.add({ ...onward, place: null, length: track.isLoose ? 1 : length });
  }

  private loosen(alphabet: Alphabet, looseTracks: LooseTracks): void {
    const threads = [...this.found].filter(([, { track }]) => track.alphabet === alphabet && !track.isLoose);
    const oldest = threads.reduce((one, other) => (other[1].length > one[1].length ? other : one))[1];
    const secret = oldest.track.secretAt(oldest.position);
    const track = looseTracks(alphabet, secret);
    this.accept(secret, oldest.length);
    for (const [key] of threads) this.found.delete(key);
    for (const [, { place }] of threads) this.add({ track, position: 0, place, length: 1 });
  }

  private accept(secret: number, length: number): void {
    this.accepted.set(secret, Math.max(length, this.accepted.get(secret) ?? 0));
  }

  private add(thread: Thread): void {
    const key = this.keyOf(thread);
    const twin = this.found.get(key);
    const { alphabet, isLoose } = thread.track;
    if (!twin && !isLoose) this.perAlphabet.set(alphabet, (this.perAlphabet.get(alphabet) ?? 0) + 1);
    if (!twin || twin.length < thread.length) this.found.set(key, thread);
  }

  /** The key under which a thread's twin is, or, when there is none, it belongs. */
  private keyOf({ track, position, place }: Thread): number {
    const cursor = track.firstId + position;
    let key = Math.imul(cursor ^ Math.imul(place?.id ?? 0, 0x85ebca6b), 0x9e3779b1) & KEY_BITS;
    for (let other = this.found.get(key); other; other = this.found.get(key)) {
      if (other.track.firstId + other.position === cursor && other.place === place) break;
      key = (key + 1) & KEY_BITS;
    }
    return key;
  }
}

/** A number that is the same for the same threads and acceptances in the same order. */
export function hashOfThreads(threads: readonly Thread[], accepts: readonly Acceptance[], seed: number): number {
  let hash = seed;
  const mix = (number: number): void => {
    hash = Math.imul(hash ^ number, 0x9e3779b1);
    hash ^= hash >>> 15;
  };
  for (const { track, position, place, length } of threads) {
    mix(track.firstId + position);
    mix(place?.id ?? 0);
    mix(length);
  }
  for (const { secret, length } of accepts) {
    mix(secret);
    mix(length);
  }
  return hash;
}

function isSameThread(one: Thread, other: Thread | undefined): boolean {
  return (
    one.track === other?.track &&
    one.position === other.position &&
    one.place === other.place &&
    one.length === other.length
  );
}

/** Whether two states' threads and acceptances are the same, in the same order. */
export function areSameThreads(
  one: { readonly threads: readonly Thread[]; readonly accepts: readonly Acceptance[] },
  other: { readonly threads: readonly Thread[]; readonly accepts: readonly Acceptance[] },
): boolean {
  return (
    one.threads.length === other.threads.length &&
    one.accepts.length === other.accepts.length &&
    one.threads.every((thread, at) => isSameThread(thread, other.threads[at])) &&
    one.accepts.every(({ secret, length }, at) => {
      const twin = other.accepts[at];
      return twin?.secret === secret && twin.length === length;
    })
  );
}
