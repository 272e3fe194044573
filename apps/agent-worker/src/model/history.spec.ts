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

  it('leaves out the oldest when the conversation is too long, and never the newest', () => {
    const long = { role: 'user' as const, parts: [{ type: 'text' as const, text: 'x'.repeat(150_000) }] };
    const huge = { role: 'user' as const, parts: [{ type: 'text' as const, text: 'y'.repeat(300_000) }] };
    expect(historyMessages([long, long], redact)).toHaveLength(1);
    expect(historyMessages([long, huge], redact)[0]?.content[0]).toBe('y');
  });
});
