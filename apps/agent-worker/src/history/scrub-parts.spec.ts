import { randomUUID } from 'node:crypto';
import { messagePartSchema, type MessagePart } from '@cloakroom/contracts';
import { createRedactor } from '@cloakroom/redaction';
import { scrubParts } from './scrub-parts.js';

const value = 'sk-live-9f8a7b6c5d4e';
const redactor = createRedactor([{ name: 'KEY', value }]);
const base64 = Buffer.from(value).toString('base64');

const parts: MessagePart[] = [
  { type: 'text', text: `It is ${value}.` },
  {
    ...{ type: 'tool', toolCallId: 'call', language: 'python', state: 'failed', outputLost: 0, durationMs: 3 },
    code: `k = "${value}"`,
    output: [
      { stream: 'stdout', text: `a ${encodeURIComponent(value)} b` },
      { stream: 'stderr', text: base64 },
    ],
    result: [...value].reverse().join(''),
    error: { kind: 'USER_ERROR', message: value },
    requests: [{ method: 'GET', host: `${value}.example.com`, path: `/${value}`, status: 200, bytes: 1, ms: 1 }],
    masked: [],
    secrets: [],
  },
  {
    ...{ type: 'prompt', promptId: randomUUID(), state: 'declined', scope: null, expiresAt: 1 },
    ask: { kind: 'secret', name: 'KEY', reason: `r${'-'.repeat(470)} ${value} end`, hosts: [value] },
  },
  {
    ...{ type: 'prompt', promptId: randomUUID(), state: 'granted', scope: 'once', expiresAt: 1 },
    ask: { kind: 'lease', toolCallId: 'call', language: 'javascript', code: value, names: ['KEY'], hosts: [value] },
  },
];

describe('scrubParts', () => {
  const scrubbed = scrubParts(parts, (text) => redactor.redact(text));

  it('masks a value in every text of every kind of part', () => {
    const shown = JSON.stringify(scrubbed);
    expect(shown).not.toContain('9f8a7b');
    expect(shown).not.toContain(base64.slice(2, -2));
    expect(shown.match(/«KEY»/g)?.length).toBe(12);
  });

  it('leaves what the page needs to draw them', () => {
    for (const part of scrubbed) expect(messagePartSchema.parse(part)).toEqual(part);
    expect(scrubParts(scrubbed, (text) => redactor.redact(text))).toEqual(scrubbed);
  });

  it('does not touch words of the protocol, even when a value is one', () => {
    const odd = createRedactor([{ name: 'ODD', value: 'javascript' }]);
    const [part] = scrubParts(parts.slice(3), (text) => odd.redact(text));
    expect(part).toEqual(parts[3]);
  });
});
