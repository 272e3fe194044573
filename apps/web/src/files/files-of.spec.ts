import type { FileView, ToolPart } from '@cloakroom/contracts';
import { filesOf } from './files-of.js';

const file = (id: string, name: string): FileView => ({ id, name, mediaType: 'text/plain', bytes: 1, shown: 'text' });

function call(artifacts: FileView[]): ToolPart {
  return {
    type: 'tool',
    toolCallId: 'c',
    language: 'python',
    code: '',
    state: 'succeeded',
    output: [],
    outputLost: 0,
    result: null,
    error: null,
    durationMs: 1,
    requests: [],
    masked: [],
    secrets: [],
    artifacts,
  };
}

it('has attachments and artifacts, the newest first and each name once', () => {
  const messages = [
    { parts: [], attachments: [file('1', 'a.txt'), file('2', 'b.txt')] },
    { parts: [{ type: 'text' as const, text: 'Done.' }, call([file('3', 'a.txt'), file('4', 'c.txt')])] },
  ];
  expect([...filesOf(messages).values()].map(({ id }) => id)).toEqual(['4', '3', '2']);
});
