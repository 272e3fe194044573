import type { Alphabet } from './pattern.js';
import type { SpellingTries } from './spelling-trie.js';
import type { Arrival, SpellingPlace, Track } from './track.js';

/**
 * Any units that the forms of an alphabet consist of, in any order and number. It stands for all beginnings of that
 * alphabet where there are too many of them: what any of them would hide, it hides too.
 */
export class LooseTrack implements Track {
  readonly isLoose = true;
  private readonly arrival: Arrival;

  constructor(
    readonly firstId: number,
    private readonly secret: number,
    private readonly parts: {
      readonly alphabet: Alphabet;
      readonly place: () => SpellingPlace;
      readonly tries: SpellingTries;
    },
  ) {
    this.arrival = { accepts: [secret], onward: { track: this, position: 0 } };
  }

  get alphabet(): Alphabet {
    return this.parts.alphabet;
  }

  secretAt(): number {
    return this.secret;
  }

  at(): SpellingPlace {
    return this.parts.place();
  }

  gap(): SpellingPlace | null {
    return this.parts.tries.gap(this.alphabet, Infinity);
  }

  arrive(): Arrival {
    return this.arrival;
  }
}
