import type { MessagePart } from '@cloakroom/contracts';
import { historyMessages } from './history.js';

const redact = (text: string): string => text.replaceAll('canary', '«KEY»');

const tool: MessagePart = {
  type: 'tool',
  toolCallId: 'c1',
  language: 'python',
  code: 'print("canary")',
  state: 'succeeded',
  output: [{ stream: 'stdout', text: 'canary\n' }],
  outputLost: 0,
  result: 'canary',
  error: null,
  durationMs: 3,
  requests: [],
  masked: [],
  secrets: [],
};

describe('historyMessages', () => {
  it('turns an answer with a tool call into what the model said and got, redacted', () => {
    const messages = historyMessages(
      [
        { role: 'user', parts: [{ type: 'text', text: 'my canary' }] },
        { role: 'assistant', parts: [{ type: 'text', text: 'I look.' }, tool, { type: 'text', text: 'Done.' }] },
      ],
      redact,
    );
    expect(messages).toEqual([
      { role: 'user', content: 'my «KEY»' },
      {
        role: 'assistant',
        content: 'I look.',
        calls: [{ callId: 'c1', name: 'run_python', args: JSON.stringify({ code: 'print("«KEY»")' }) }],
      },
      { role: 'tool', callId: 'c1', content: expect.any(String) as unknown },
      { role: 'assistant', content: 'Done.', calls: [] },
    ]);
    const [, , result] = messages;
    expect(JSON.parse(result?.content ?? '')).toEqual({ ok: true, result: '«KEY»', output: '«KEY»\n', error: null });
  });

  it('says that an interrupted call was not repeated', () => {
    const messages = historyMessages([{ role: 'assistant', parts: [{ ...tool, state: 'interrupted' }] }], redact);
    expect(JSON.parse(messages[1]?.content ?? '')).toMatchObject({
      ok: false,
      error: { kind: 'CRASHED', message: expect.stringContaining('not repeated') as unknown },
    });
  });

  it('tells what came of a question to the user, without its answer', () => {
    const ask = { kind: 'secret' as const, name: 'A_KEY', reason: 'canary', hosts: ['api.example.com'] };
    const part: MessagePart = { type: 'prompt', promptId: 'p1', state: 'provided', scope: null, ask, expiresAt: 0 };
    const messages = historyMessages([{ role: 'assistant', parts: [part] }], redact);
    const args = JSON.stringify({ name: 'A_KEY', reason: '«KEY»', hosts: ['api.example.com'] });
    expect(messages[0]).toMatchObject({ calls: [{ callId: 'p1', name: 'request_secret', args }] });
    expect(JSON.parse(messages[1]?.content ?? '')).toMatchObject({
      ok: true,
      result: expect.stringContaining('process.env.A_KEY') as unknown,
    });
  });

  it('tells an allowed call once, and a refused one as not run', () => {
    const ask = {
      kind: 'lease' as const,
      toolCallId: 'c1',
      language: 'python' as const,
      code: 'print("canary")',
      names: ['KEY'],
      hosts: [],
    };
    const part = { type: 'prompt' as const, promptId: 'p1', scope: null, ask, expiresAt: 0 };
    const allowed = historyMessages([{ role: 'assistant', parts: [{ ...part, state: 'granted' }, tool] }], redact);
    expect(allowed).toHaveLength(2);
    const refused = historyMessages([{ role: 'assistant', parts: [{ ...part, state: 'declined' }] }], redact);
    expect(refused[0]).toMatchObject({ calls: [{ callId: 'c1', name: 'run_python' }] });
    expect(JSON.parse(refused[1]?.content ?? '')).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('was not run') as unknown },
    });
  });

  it('tells what the user added meanwhile as a message of theirs, in its place', () => {
    const parts = [
      { type: 'text' as const, text: 'Looking.' },
      { type: 'steer' as const, steerId: 's1', text: 'Not there, canary.' },
      { type: 'text' as const, text: 'Done.' },
    ];
    expect(historyMessages([{ role: 'assistant', parts }], redact)).toEqual([
      { role: 'assistant', content: 'Looking.', calls: [] },
      { role: 'user', content: redact('Not there, canary.') },
      { role: 'assistant', content: 'Done.', calls: [] },
    ]);
    expect(redact('canary')).not.toBe('canary');
  });

  it('leaves out the oldest when the conversation is too long, and never the newest', () => {
    const long = { role: 'user' as const, parts: [{ type: 'text' as const, text: 'x'.repeat(150_000) }] };
    const huge = { role: 'user' as const, parts: [{ type: 'text' as const, text: 'y'.repeat(300_000) }] };
    expect(historyMessages([long, long], redact)).toHaveLength(1);
    expect(historyMessages([long, huge], redact)[0]?.content[0]).toBe('y');
  });
});
