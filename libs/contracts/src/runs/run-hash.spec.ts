import fc from 'fast-check';
import { EMPTY_RUN_HASH, nextRunHash } from './run-hash.js';
import { runHashSchema, type RunEvent } from './run-event.schema.js';
import { emptyRunView, isRunIntact, reduceRun } from './run.reducer.js';

const runId = '0b7f3a52-9d6e-4c0f-8f3e-1a2b3c4d5e6f';
const delta = (seq: number, text: string): RunEvent => ({ runId, seq, at: 0, type: 'text.delta', text });

/** The log as its writer leaves it: each event with the hash up to it. */
function written(texts: readonly string[]): RunEvent[] {
  let hash = EMPTY_RUN_HASH;
  return texts.map((text, index) => {
    const event = delta(index + 1, text);
    hash = nextRunHash(hash, event);
    return { ...event, hash };
  });
}

function isIntact(events: readonly RunEvent[]): boolean {
  let view = emptyRunView(runId);
  return events.every((event) => {
    view = reduceRun(view, event);
    return isRunIntact(view, event);
  });
}

describe('nextRunHash', () => {
  it('is what docs/protocol.md says', () => {
    const first = nextRunHash(EMPTY_RUN_HASH, delta(1, 'Hello'));
    expect(first).toBe('031873819cfe5d');
    expect(nextRunHash(first, delta(2, ' wörld 🧥'))).toBe('128d0842b8d774');
    expect(runHashSchema.safeParse(first).success).toBe(true);
  });

  it('does not see when an event was written, nor fields that it does not know', () => {
    const event = delta(1, 'Hello');
    expect(nextRunHash(EMPTY_RUN_HASH, Object.assign({}, event, { at: 99, later: true }))).toBe(
      nextRunHash(EMPTY_RUN_HASH, event),
    );
  });
});

describe('a folded log', () => {
  const texts = fc.array(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 20 });

  it('is intact when it is what was written', () => {
    fc.assert(fc.property(texts, (all) => isIntact(written(all))));
  });

  it('is intact when events that are known come again', () => {
    const events = written(['a', 'b', 'c']);
    expect(isIntact([...events.slice(0, 2), ...events, ...events.slice(1)])).toBe(true);
  });

  it('is not when one event is of another log', () => {
    fc.assert(
      fc.property(texts, fc.nat(), (all, at) => {
        const events = written(all);
        const place = at % events.length;
        const other = events.map((event, index) =>
          index === place && event.type === 'text.delta' ? { ...event, text: `${event.text}!` } : event,
        );
        expect(isIntact(other)).toBe(false);
      }),
    );
  });

  it('is not when it goes on from another log of the same length', () => {
    const lost = written(['a', 'b', 'c']);
    const anew = written(['a', 'x', 'y', 'd']);
    expect(isIntact([...lost, ...anew.slice(3)])).toBe(false);
    expect(isIntact(anew)).toBe(true);
  });
});
