import type { RunEventBody } from '@cloakroom/contracts';
import { createRedactor, type Redactor } from '@cloakroom/redaction';
import type { ExecuteOutcome, ExecuteRequest, SandboxSession } from '@cloakroom/sandbox';
import type { RunEgress } from '../egress/egress-broker.js';
import type { PlannedCode } from '../model/model.port.js';
import { WorkerCounters } from '../presence/worker-counters.js';
import { ToolRunner } from './tool-runner.js';

type Play = (request: ExecuteRequest) => Promise<Partial<ExecuteOutcome>> | Partial<ExecuteOutcome>;

const call: PlannedCode = { kind: 'code', callId: 'call', language: 'javascript', code: 'played' };

function egressWithoutRequests(): RunEgress {
  const none = { request: () => Promise.reject(new Error('No request is made here.')), log: () => [] };
  return { ...none, openCall: () => ({ ...none, close: () => undefined }), close: () => Promise.resolve() };
}

function runner(redactor: Redactor, play: Play) {
  const events: RunEventBody[] = [];
  const session: SandboxSession = {
    execute: async (request) => {
      const outcome = { ok: true, result: null, error: null, outputLost: 0, files: [], durationMs: 1 };
      return { ...outcome, ...(await play(request)) };
    },
    close: () => Promise.resolve(),
  };
  const tools = new ToolRunner({
    session,
    egress: egressWithoutRequests(),
    redactor,
    emit: (event) => void events.push(event),
    counters: new WorkerCounters(),
  });
  const shown = (): string => events.map((event) => (event.type === 'tool.output' ? event.text : '')).join('');
  return { events, shown, run: (signal = new AbortController().signal) => tools.run(call, {}, signal) };
}

const secrets = [
  { name: 'A_KEY', value: 'q7#Xw2!z-first' },
  { name: 'B_KEY', value: 'second-4tQz9LmVb7' },
];

/** Values of 8 KB that repeat themselves, and a text that costs as much as any to look through. */
const nasty = Array.from({ length: 20 }, (_, at) => ({
  name: `K${at}`,
  value: `${'ab'.repeat(4000)}${at}${'ba'.repeat(90)}`,
}));
const costly = Array.from({ length: 16_384 }, (_, at) =>
  Math.imul(at + 1, 0x9e3779b1) & 0x10000 ? 'ab'.charAt(at % 2) : `%${(0x61 + (at % 2)).toString(16)}`,
).join('');

describe('a call', () => {
  it('keeps the order of each stream, and has shown everything when it ends', async () => {
    const { events, run } = runner(createRedactor(secrets), ({ onOutput }) => {
      for (let at = 0; at < 300; at++) {
        onOutput({ stream: at % 2 === 0 ? 'stdout' : 'stderr', text: `${at};`.repeat(50) });
      }
      return { result: 'end' };
    });
    const { finished } = await run();
    const shown = { stdout: '', stderr: '' };
    for (const event of events) if (event.type === 'tool.output') shown[event.stream] += event.text;
    const written = (from: number): string =>
      Array.from({ length: 150 }, (_, at) => `${2 * at + from};`.repeat(50)).join('');
    expect(shown).toEqual({ stdout: written(0), stderr: written(1) });
    expect(finished).toMatchObject({ result: 'end', outputLost: 0, masked: [] });
  });

  it('tells the masks in its output, result and error, by name', async () => {
    const { shown, run } = runner(createRedactor(secrets), ({ onOutput }) => {
      onOutput({ stream: 'stdout', text: 'a q7#Xw2!' });
      onOutput({ stream: 'stderr', text: 'b second-4tQz9LmVb7\n' });
      onOutput({ stream: 'stdout', text: 'z-first c' });
      const error = { kind: 'USER_ERROR' as const, message: 'bad second-4tQz9LmVb7' };
      return { ok: false, result: Buffer.from('second-4tQz9LmVb7').toString('base64'), error };
    });
    const { finished, message } = await run();
    expect(finished.masked).toEqual([
      { name: 'A_KEY', count: 1 },
      { name: 'B_KEY', count: 3 },
    ]);
    expect([shown(), JSON.stringify(finished), message].join()).not.toMatch(/first|4tQz9L|c2Vjb25k/);
  });

  it('with values that repeat themselves lets the calls of others go on', async () => {
    const slow = runner(createRedactor(nasty), ({ onOutput }) => {
      onOutput({ stream: 'stdout', text: costly });
      return { result: costly };
    });
    const order: string[] = [];
    const slowEnd = slow.run().then(() => order.push('slow'));
    for (let at = 0; at < 5; at++) {
      const other = runner(createRedactor(secrets), ({ onOutput }) => {
        onOutput({ stream: 'stdout', text: 'hello '.repeat(100) });
        return {};
      });
      await other.run();
      order.push('other');
    }
    await slowEnd;
    expect(order).toEqual(['other', 'other', 'other', 'other', 'other', 'slow']);
  });

  it('that is stopped shows what it had shown, and counts what it did not look at any more', async () => {
    const stop = new AbortController();
    const { shown, run } = runner(createRedactor(secrets), async ({ onOutput }) => {
      onOutput({ stream: 'stdout', text: 'before. ' });
      await new Promise(setImmediate);
      stop.abort();
      onOutput({ stream: 'stdout', text: 'x'.repeat(100_000) });
      onOutput({ stream: 'stdout', text: 'after.' });
      return { ok: false, error: { kind: 'CANCELLED', message: 'Stopped.' } };
    });
    const { finished } = await run(stop.signal);
    expect(shown()).toBe('before. after.');
    expect(finished.outputLost).toBe(100_000);
  });
});
