import { runSubscribedSchema } from '@cloakroom/contracts';
import { FaultProxy, waitUntil } from '@cloakroom/testing';
import { z } from 'zod';
import { PlayedRun } from '../testing/played-run.js';
import { startTestGateway, TEST_ORIGIN, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import { TestSocket } from '../testing/test-socket.js';

const TIMEOUT_MS = 120_000;
/** More than a loopback connection takes up on its way. */
const PIECES = 300;
const PIECE = 'x'.repeat(64 * 1024);

describe('a page that takes nothing', () => {
  let gateway: TestGateway;
  let person: TestPerson;
  let proxy: FaultProxy;

  beforeAll(async () => {
    gateway = await startTestGateway();
    person = await TestPerson.signUp(gateway);
    proxy = await FaultProxy.open({ host: '127.0.0.1', port: gateway.running.port });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await proxy.close();
    await gateway.close();
  }, TIMEOUT_MS);

  async function openSockets(): Promise<number> {
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    return Number(/^cloakroom_gateway_sockets(?:\{.*\})? (\d+)$/m.exec(text)?.[1]);
  }

  it(
    'is let go, gets no more than one page of events on its way, and has everything when it comes back',
    async () => {
      const run = await PlayedRun.begin(gateway, person);
      const headers = { origin: TEST_ORIGIN, cookie: person.cookie };
      const slow = await TestSocket.connect(`http://127.0.0.1:${proxy.port}`, headers);
      const gone = new Promise<unknown>((resolve) => slow.client.once('disconnect', resolve));
      await slow.ask('run:subscribe', { runId: run.runId, lastSeq: 0 });
      await run.append({ type: 'run.started', attempt: 1, keepParts: 0 });
      await waitUntil('it follows the run', () => slow.eventsOf(run.runId).length === 1);
      expect(await openSockets()).toBe(1);
      proxy.fallSilent();
      for (let n = 0; n < PIECES; n += 1) await run.append({ type: 'text.delta', text: PIECE });
      await waitUntil('the gateway to let it go', async () => (await openSockets()) === 0, 25_000);
      proxy.speak();
      await gone;
      const seen = slow.eventsOf(run.runId).at(-1)?.seq ?? 0;
      expect(seen).toBeLessThan(PIECES + 1);
      const back = await person.connect();
      const answer = await back.ask('run:subscribe', { runId: run.runId, lastSeq: seen });
      const { events } = z.object({ data: runSubscribedSchema }).parse(answer).data;
      expect(events.map(({ seq }) => seq)).toEqual(
        Array.from({ length: PIECES + 1 - seen }, (_, index) => seen + 1 + index),
      );
    },
    TIMEOUT_MS,
  );
});
