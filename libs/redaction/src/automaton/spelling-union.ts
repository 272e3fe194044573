import type { SpellingPlace } from './track.js';

/** Several places at once, so that what their spellings have in common is followed once. */
export class SpellingUnion implements SpellingPlace {
  readonly id: number;
  readonly isGap: boolean;
  readonly goesOn: boolean;
  readonly ends: readonly string[];
  private readonly next = new Map<number, SpellingPlace | undefined>();

  constructor(
    private readonly members: readonly SpellingPlace[],
    private readonly nextId: () => number,
  ) {
    this.id = nextId();
    this.isGap = members.some((member) => member.isGap);
    this.goesOn = members.some((member) => member.goesOn);
    this.ends = members.flatMap((member) => member.ends);
  }

  step(cls: number): SpellingPlace | undefined {
    if (this.next.has(cls)) return this.next.get(cls);
    const members = this.members.flatMap((member) => member.step(cls) ?? []);
    const place = members.length > 1 ? new SpellingUnion(members, this.nextId) : members[0];
    this.next.set(cls, place);
    return place;
  }
}
