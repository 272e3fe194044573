import { messageSentSchema } from '@cloakroom/contracts';
import { parseAck } from './socket-port.js';

const ID = '11111111-1111-4111-8111-111111111111';
const data = { conversationId: ID, messageId: ID, assistantMessageId: ID, runId: ID };

describe('parseAck', () => {
  it('takes what was stored', () => {
    expect(parseAck(messageSentSchema, { ok: true, data })).toEqual({ kind: 'ok', data });
  });

  it('takes a refusal with its words', () => {
    const error = { code: 'run-active', message: 'Wait.' };
    expect(parseAck(messageSentSchema, { ok: false, error })).toEqual({ kind: 'refused', error });
  });

  it.each([undefined, null, 'ok', { ok: true }, { ok: true, data: { ...data, runId: 'x' } }, { ok: false }])(
    'refuses the shape of %p',
    (ack) => {
      expect(parseAck(messageSentSchema, ack)).toMatchObject({ kind: 'refused', error: { code: 'bad-answer' } });
    },
  );
});
