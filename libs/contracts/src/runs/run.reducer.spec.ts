import fc from 'fast-check';
import { emptyRunView, placeOfEvent, reduceRun, type RunView } from './run.reducer.js';
import { messagePartSchema } from './message-content.schema.js';
import { MAX_LOGGED_REQUESTS, type RunEvent, type RunEventBody } from './run-event.schema.js';

const runId = '7d1c4f0e-6a52-4f6e-9a55-5f0f0f1f2f3f';

function eventsOf(...bodies: RunEventBody[]): RunEvent[] {
  return bodies.map((body, index) => ({ ...body, runId, seq: index + 1, at: 1_700_000_000_000 + index }));
}

function fold(events: readonly RunEvent[], from: RunView = emptyRunView(runId)): RunView {
  return events.reduce(reduceRun, from);
}

const started: RunEventBody = { type: 'run.started', attempt: 1, keepParts: 0 };
const toolStarted: RunEventBody = { type: 'tool.started', toolCallId: 'c1', language: 'javascript', code: '1' };

const masked = [{ name: 'X_KEY', count: 2 }];
const secrets = [{ name: 'X_KEY', mode: 'sealed' as const, how: 'sent' as const, count: 1 }];
const requests = [{ method: 'GET', host: 'api.example.com', path: '/v1', status: 200, bytes: 12, ms: 3 }];

describe('a stored tool call', () => {
  const stored = { type: 'tool', toolCallId: 'c1', language: 'python', code: '1', state: 'succeeded', output: [] };
  const rest = { outputLost: 0, result: null, error: null, durationMs: 1 };

  it('from before requests were kept has none', () => {
    expect(messagePartSchema.parse({ ...stored, ...rest })).toMatchObject({ requests: [] });
  });

  it('has at most the bounded number of them', () => {
    const tooMany = Array.from({ length: MAX_LOGGED_REQUESTS + 1 }, () => requests[0]);
    expect(messagePartSchema.safeParse({ ...stored, ...rest, requests }).success).toBe(true);
    expect(messagePartSchema.safeParse({ ...stored, ...rest, requests: tooMany }).success).toBe(false);
  });
});

describe('reduceRun', () => {
  it('joins neighbouring text and keeps tools in reading order', () => {
    const view = fold(
      eventsOf(
        started,
        { type: 'text.delta', text: 'Let me ' },
        { type: 'text.delta', text: 'look.' },
        toolStarted,
        { type: 'tool.output', toolCallId: 'c1', stream: 'stdout', text: 'a' },
        { type: 'tool.output', toolCallId: 'c1', stream: 'stdout', text: 'b' },
        { type: 'tool.output', toolCallId: 'c1', stream: 'stderr', text: 'c' },
        {
          type: 'tool.finished',
          toolCallId: 'c1',
          result: '1',
          error: null,
          outputLost: 0,
          durationMs: 5,
          requests,
          masked,
          secrets,
        },
        { type: 'text.delta', text: 'Done.' },
        { type: 'run.ended', status: 'finished', error: null },
      ),
    );
    expect(view.status).toBe('finished');
    expect(view.parts.map((part) => ('text' in part ? part.text : part.state))).toEqual([
      'Let me look.',
      'succeeded',
      'Done.',
    ]);
    expect(view.parts[1]).toMatchObject({
      requests,
      masked,
      secrets,
      output: [
        { stream: 'stdout', text: 'ab' },
        { stream: 'stderr', text: 'c' },
      ],
    });
  });

  it('goes back to the checkpoint when another worker takes over', () => {
    const view = fold(
      eventsOf(
        started,
        { type: 'text.delta', text: 'kept' },
        toolStarted,
        {
          type: 'tool.finished',
          toolCallId: 'c1',
          result: null,
          error: null,
          outputLost: 0,
          durationMs: 1,
          requests: [],
          masked: [],
          secrets: [],
        },
        { type: 'text.delta', text: 'half an ans' },
        { type: 'run.started', attempt: 2, keepParts: 2 },
        { type: 'text.delta', text: 'whole answer' },
      ),
    );
    expect(view.attempt).toBe(2);
    expect(view.parts.map((part) => part.type)).toEqual(['text', 'tool', 'text']);
    expect(view.parts.at(-1)).toEqual({ type: 'text', text: 'whole answer' });
  });

  it('leaves no tool running after the end', () => {
    const view = fold(eventsOf(started, toolStarted, { type: 'run.ended', status: 'cancelled', error: null }));
    expect(view.parts[0]).toMatchObject({ type: 'tool', state: 'interrupted' });
  });

  const promptId = '3f0c4f0e-6a52-4f6e-9a55-5f0f0f1f2f3f';
  const opened: RunEventBody = {
    type: 'prompt.opened',
    promptId,
    ask: { kind: 'secret', name: 'A_KEY', reason: 'to look', hosts: ['api.example.com'] },
    expiresAt: 5,
  };

  it('waits while a question is open, and goes on when it is closed', () => {
    const waiting = fold(eventsOf(started, { type: 'text.delta', text: 'I need a key.' }, opened));
    expect(waiting).toMatchObject({ status: 'waiting', phase: 'waiting-for-user' });
    const closed = fold(
      eventsOf(
        started,
        { type: 'text.delta', text: 'I need a key.' },
        opened,
        { type: 'run.started', attempt: 3, keepParts: 2 },
        { type: 'prompt.closed', promptId, state: 'provided', scope: null },
      ),
    );
    expect(closed).toMatchObject({ status: 'running', phase: 'thinking' });
    expect(closed.parts[1]).toMatchObject({ type: 'prompt', promptId, state: 'provided', scope: null });
  });

  it('shows a question once, however often it is opened, and as withdrawn when the run ends', () => {
    const twice = fold(eventsOf(started, opened, opened));
    expect(twice.parts).toHaveLength(1);
    const ended = fold(eventsOf(started, opened, { type: 'run.ended', status: 'cancelled', error: null }));
    expect(ended.parts).toMatchObject([{ type: 'prompt', state: 'withdrawn' }]);
  });

  it('ignores an event that was folded in already, one after a hole and one of another run', () => {
    const events = eventsOf(started, { type: 'text.delta', text: 'a' }, { type: 'text.delta', text: 'b' });
    const view = fold(events.slice(0, 2));
    const [, second, third] = events;
    if (second === undefined || third === undefined) throw new Error('three events were made');
    const later = { ...third, seq: 9 };
    expect(placeOfEvent(view, second)).toBe('known');
    expect(placeOfEvent(view, third)).toBe('next');
    expect(placeOfEvent(view, later)).toBe('gap');
    expect(reduceRun(view, second)).toBe(view);
    expect(reduceRun(view, later)).toBe(view);
    expect(reduceRun(view, { ...third, runId: '00000000-0000-4000-8000-000000000000' })).toBe(view);
  });

  it('comes to the same view however often pieces of the log are delivered again', () => {
    const texts = fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(40), { maxLength: 10 }), (pieces, rewinds) => {
        const events = eventsOf(started, ...pieces.map((text): RunEventBody => ({ type: 'text.delta', text })));
        const replayed = rewinds.reduce(
          (view, point) => fold(events.slice(Math.min(point, view.lastSeq)), view),
          emptyRunView(runId),
        );
        expect(fold(events, replayed)).toEqual(fold(events));
        expect(fold(events, replayed).parts).toEqual([{ type: 'text', text: pieces.join('') }]);
      }),
    );
  });
});
