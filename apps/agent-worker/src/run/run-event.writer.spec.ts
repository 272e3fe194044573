import { randomUUID } from 'node:crypto';
import { type RunEvent, emptyRunView, runEventSchema } from '@cloakroom/contracts';
import { waitUntil } from '@cloakroom/testing';
import { RunEventWriter, RunLogBrokenError } from './run-event.writer.js';

const runId = randomUUID();

function open(options: { coalesceMs?: number; maxBacklogChars?: number; append?: () => Promise<void> } = {}) {
  const written: RunEvent[] = [];
  const broken: unknown[] = [];
  const writer = new RunEventWriter({
    view: { ...emptyRunView(runId), lastSeq: 7 },
    coalesceMs: options.coalesceMs ?? 1,
    maxBacklogChars: options.maxBacklogChars ?? 1_000_000,
    sink: {
      encode: async (event) => {
        // A short event must not overtake a long one.
        if (event.type === 'text.delta' && event.text.length > 5) await new Promise((resolve) => setImmediate(resolve));
        return Buffer.from(JSON.stringify(event));
      },
      append: async (entries) => {
        await options.append?.();
        written.push(...entries.map(({ payload }) => runEventSchema.parse(JSON.parse(payload.toString()))));
      },
    },
    onBroken: (error) => broken.push(error),
  });
  return { writer, written, broken };
}

describe('RunEventWriter', () => {
  it('keeps no text waiting that comes after a pause, and gathers what follows it', async () => {
    const { writer, written } = open({ coalesceMs: 600_000 });
    writer.emit({ type: 'text.delta', text: 'first' });
    await waitUntil('the first piece to be written', () => written.length === 1);
    for (const text of ['b', 'c']) writer.emit({ type: 'text.delta', text });
    await writer.flush();
    expect(written.map((event) => ('text' in event ? event.text : event.type))).toEqual(['first', 'bc']);
  });

  it('gathers what comes while a write is under way, and writes it when that is done', async () => {
    const waiting: (() => void)[] = [];
    const { writer, written } = open({ append: () => new Promise<void>((resolve) => waiting.push(resolve)) });
    writer.emit({ type: 'text.delta', text: 'first' });
    await waitUntil('the first write to begin', () => waiting.length === 1);
    for (const text of ['b', 'c', 'd']) {
      writer.emit({ type: 'text.delta', text });
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    waiting[0]?.();
    await waitUntil('the second write to begin', () => waiting.length === 2);
    waiting[1]?.();
    await writer.flush();
    expect(written.map((event) => ('text' in event ? event.text : event.type))).toEqual(['first', 'bcd']);
  });

  it('has no room while much is gathered', async () => {
    const waiting: (() => void)[] = [];
    const append = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
    const { writer, written } = open({ maxBacklogChars: 500, append });
    writer.emit({ type: 'run.phase', phase: 'thinking' });
    await waitUntil('the first write to begin', () => waiting.length === 1);
    writer.emit({ type: 'text.delta', text: 'x'.repeat(1_000) });
    let hasRoom = false;
    const room = writer.room().then(() => (hasRoom = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(hasRoom).toBe(false);
    waiting[0]?.();
    await waitUntil('the second write to begin', () => waiting.length === 2);
    waiting[1]?.();
    await room;
    expect(written).toHaveLength(2);
  });

  it('numbers events from where the log stands, gathers text, and keeps the order', async () => {
    const { writer, written } = open({ coalesceMs: 10_000 });
    writer.emit({ type: 'run.started', attempt: 1, keepParts: 0 });
    for (const text of ['a long piece, ', 'b', 'c']) writer.emit({ type: 'text.delta', text });
    writer.emit({ type: 'tool.started', toolCallId: 't', language: 'python', code: 'x' });
    writer.emit({ type: 'tool.output', toolCallId: 't', stream: 'stdout', text: '1' });
    writer.emit({ type: 'tool.output', toolCallId: 't', stream: 'stdout', text: '2' });
    writer.emit({ type: 'tool.output', toolCallId: 't', stream: 'stderr', text: '3' });
    await writer.flush();
    expect(written.map(({ seq }) => seq)).toEqual([8, 9, 10, 11, 12]);
    expect(written.map((event) => ('text' in event ? event.text : event.type))).toEqual([
      'run.started',
      'a long piece, bc',
      'tool.started',
      '12',
      '3',
    ]);
    expect(writer.view).toMatchObject({ lastSeq: 12, status: 'running', attempt: 1 });
  });

  it('writes gathered text by itself after a moment', async () => {
    const { writer, written } = open();
    writer.emit({ type: 'text.delta', text: 'alone' });
    expect(written).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await writer.flush();
    expect(written).toHaveLength(1);
  });

  it('has no room while the log is behind', async () => {
    const waiting: (() => void)[] = [];
    const { writer } = open({
      maxBacklogChars: 500,
      append: () => new Promise<void>((resolve) => waiting.push(resolve)),
    });
    writer.emit({ type: 'text.delta', text: 'x'.repeat(1_000) });
    writer.emit({ type: 'run.phase', phase: 'thinking' });
    let hasRoom = false;
    const room = writer.room().then(() => {
      hasRoom = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(hasRoom).toBe(false);
    waiting[0]?.();
    await room;
    expect(hasRoom).toBe(true);
  });

  it('says once that the log is broken, and writes nothing after that', async () => {
    const failure = new Error('refused');
    const { writer, written, broken } = open({ append: () => Promise.reject(failure) });
    writer.emit({ type: 'run.phase', phase: 'thinking' });
    await expect(writer.flush()).rejects.toBeInstanceOf(RunLogBrokenError);
    writer.emit({ type: 'run.phase', phase: 'thinking' });
    await expect(writer.room()).rejects.toBeInstanceOf(RunLogBrokenError);
    expect(broken).toEqual([failure]);
    expect(written).toEqual([]);
  });
});
