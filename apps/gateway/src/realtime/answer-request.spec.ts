import { runReferenceSchema, type SocketAck } from '@cloakroom/contracts';
import { ownerId } from '@cloakroom/persistence';
import { createLogger, notFound } from '@cloakroom/platform';
import { answerRequest } from './answer-request.js';
import { REQUEST_BURST, RequestBudget } from './request-budget.js';
import type { RunRelay } from './run-relay.js';
import type { SocketRequest } from './socket-requests.js';

const RUN = { runId: '0f9b2c1e-7d1f-4a53-9b1c-3f0d5a6e7b80' };
const relay = { stop: () => undefined } as Partial<RunRelay> as RunRelay;

function parts() {
  const logger = createLogger({ processName: 'test', level: 'silent' });
  return { requester: { owner: ownerId('u'), relay }, budget: new RequestBudget(() => 0), logger };
}

function request(answer: SocketRequest<'run:cancel'>['answer']): SocketRequest<'run:cancel'> {
  return { schema: runReferenceSchema, answer };
}

async function ask(which: SocketRequest<'run:cancel'>, payload: unknown, with_ = parts()) {
  const acks: SocketAck<unknown>[] = [];
  await answerRequest(which, [payload, (ack: SocketAck<unknown>) => acks.push(ack)], with_);
  return acks;
}

describe('answerRequest', () => {
  it('answers once, and does what comes after only then', async () => {
    const order: string[] = [];
    const after = () => order.push('after');
    const which = request((_requester, data) => Promise.resolve({ data, after }));
    const ack = (answer: SocketAck<unknown>) => order.push(`ack ${String(answer.ok)}`);
    await answerRequest(which, [RUN, ack], parts());
    expect(order).toEqual(['ack true', 'after']);
  });

  it.each([[undefined], ['text'], [{}], [{ runId: 'x' }], [{ ...RUN, userId: 'another' }], [[RUN]]])(
    'refuses the payload %j before anything sees it',
    async (payload) => {
      let seen = false;
      const which = request((_requester, data) => {
        seen = true;
        return Promise.resolve({ data });
      });
      const [ack] = await ask(which, payload);
      expect(ack).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
      expect(seen).toBe(false);
    },
  );

  it('says an error by its code, and nothing of an unexpected one', async () => {
    const [known] = await ask(
      request(() => Promise.reject(notFound('run'))),
      RUN,
    );
    expect(known).toMatchObject({ ok: false, error: { code: 'not-found' } });
    const [unknown] = await ask(
      request(() => Promise.reject(new Error('mongodb://user:password@host'))),
      RUN,
    );
    expect(unknown).toMatchObject({ ok: false, error: { code: 'unexpected' } });
    expect(JSON.stringify(unknown)).not.toContain('password');
  });

  it('refuses a flood, and takes a request without a callback', async () => {
    const which = request((_requester, data) => Promise.resolve({ data }));
    const shared = parts();
    await expect(answerRequest(which, [RUN], shared)).resolves.toBeUndefined();
    for (let sent = 1; sent < REQUEST_BURST; sent += 1) await ask(which, RUN, shared);
    expect(await ask(which, RUN, shared)).toMatchObject([{ ok: false, error: { code: 'too-many-requests' } }]);
  });
});
