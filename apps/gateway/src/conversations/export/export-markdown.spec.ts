import { messagePartSchema, type MessagePart } from '@cloakroom/contracts';
import { conversationMarkdown, messageMarkdown } from './export-markdown.js';

const at = new Date('2030-01-02T03:04:05.000Z');

function message(...parts: MessagePart[]): string {
  const ids = { id: 'm', conversationId: 'c', parentId: null, runId: null };
  return messageMarkdown({ ...ids, role: 'assistant', createdAt: at, parts });
}

const tool = messagePartSchema.parse({
  ...{ type: 'tool', toolCallId: 't', language: 'javascript', state: 'failed', result: '42', durationMs: 12 },
  ...{ code: 'const fence = "````";\n', output: [{ stream: 'stdout', text: '«X_BEARER_TOKEN»\n' }], outputLost: 3 },
  ...{ error: { kind: 'USER_ERROR', message: 'It broke.' }, requests: [], masked: [], secrets: [] },
});

describe('a conversation in Markdown', () => {
  it('has its title on one line', () => {
    const stored = { id: 'c', title: 'Two\nlines', createdAt: at, updatedAt: at, activeRunId: null, headId: null };
    const text = conversationMarkdown({
      ...stored,
      pinned: false,
      archived: false,
      unreadRunId: null,
      temporary: false,
    });
    expect(text).toBe('# Two lines\n\nBegun 2030-01-02T03:04:05.000Z.\n\n');
  });

  it('has who said what and when, as it was written', () => {
    expect(message({ type: 'text', text: '**bold**' })).toBe('## Agent, 2030-01-02T03:04:05.000Z\n\n**bold**\n\n');
  });

  it('has code, output, result and error of a call, masked, in fences that the code does not close', () => {
    const lines = message(tool).split('\n');
    expect(lines.filter((line) => line.startsWith('`````'))).toEqual(['`````javascript', '`````']);
    for (const line of ['**Code: failed after 12 ms**', '«X_BEARER_TOKEN»', '42', 'It broke.']) {
      expect(lines).toContain(line);
    }
    expect(lines).toContain('3 more characters were not kept.');
  });
});
