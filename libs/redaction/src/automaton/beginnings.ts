import type { CompiledForm } from './compiled-form.js';
import { LooseTrack } from './loose-track.js';
import type { Alphabet } from './pattern.js';
import type { SpellingTries } from './spelling-trie.js';
import { type FormCursor, Stem } from './stem.js';
import { type Thread, ThreadGathering } from './thread.js';
import type { SpellingPlace, Track } from './track.js';

/** Where forms begin: one root per alphabet, of which the forms branch off. */
export class Beginnings {
  private readonly roots: readonly Stem[];
  private readonly byFirst = new Map<number, readonly Thread[]>();
  private readonly loose = new Map<Alphabet, Map<number, Track>>();
  private readonly loosePlaces = new Map<Alphabet, SpellingPlace>();
  private lastId: number;

  constructor(
    private readonly forms: readonly CompiledForm[],
    private readonly tries: SpellingTries,
  ) {
    this.lastId = forms.reduce((last, { firstId, length }) => Math.max(last, firstId + length), 0);
    const nextId = (): number => ++this.lastId;
    const cursors = new Map<Alphabet, FormCursor[]>();
    for (const track of forms) {
      const list = cursors.get(track.alphabet) ?? [];
      cursors.set(track.alphabet, list);
      for (const position of track.starts()) list.push({ track, position });
    }
    this.roots = [...cursors].map(([alphabet, list]) => new Stem(alphabet, list, { tries, nextId }));
  }

  /** Whether any form begins with a symbol of this class. */
  has(first: number): boolean {
    return this.after(first).length > 0;
  }

  /** The threads after one symbol. */
  after(first: number): readonly Thread[] {
    let threads = this.byFirst.get(first);
    if (!threads) this.byFirst.set(first, (threads = this.begin(first)));
    return threads;
  }

  /** The one track that stands for all forms of an alphabet. */
  looseTrack(alphabet: Alphabet, secret: number): Track {
    const tracks = this.loose.get(alphabet) ?? new Map<number, Track>();
    this.loose.set(alphabet, tracks);
    let track = tracks.get(secret);
    if (!track) {
      const place = (): SpellingPlace => this.loosePlace(alphabet);
      track = new LooseTrack(++this.lastId, secret, { alphabet, place, tries: this.tries });
      tracks.set(secret, track);
    }
    return track;
  }

  private begin(first: number): readonly Thread[] {
    const gathering = new ThreadGathering();
    for (const track of this.roots) gathering.read({ track, position: 0, place: track.at(), length: 0 }, first);
    return gathering.threads;
  }

  private loosePlace(alphabet: Alphabet): SpellingPlace {
    let place = this.loosePlaces.get(alphabet);
    if (!place) {
      const units = new Set<string>();
      for (const form of this.forms) {
        if (form.alphabet !== alphabet) continue;
        for (let at = 0; at < form.length; at++) units.add(form.unitAt(at));
      }
      place = this.tries.union(alphabet, [...units]);
      this.loosePlaces.set(alphabet, place);
    }
    return place;
  }
}
