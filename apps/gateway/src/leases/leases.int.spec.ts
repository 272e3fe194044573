import { randomUUID } from 'node:crypto';
import {
  type LeaseScope,
  type LeaseView,
  type PromptAsk,
  leaseListSchema,
  secretViewSchema,
} from '@cloakroom/contracts';
import { waitUntil } from '@cloakroom/testing';
import { PromptSweeper } from '../prompts/prompt-sweeper.js';
import { PlayedRun } from '../testing/played-run.js';
import { type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';

describe('leave to use a secret', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  }, 30_000);

  afterAll(() => gateway.close());

  const ask = (names: string[]): PromptAsk => ({
    kind: 'lease',
    toolCallId: randomUUID(),
    language: 'python',
    code: 'import os; os.environ["A_KEY"]',
    names,
    hosts: ['api.example.com'],
  });

  async function waiting(names = ['A_KEY']) {
    const person = await TestPerson.signUp(gateway);
    const body = { name: 'A_KEY', value: 'v', askBeforeUse: true };
    const secret = secretViewSchema.parse((await person.request('POST', '/api/v1/secrets', body)).body);
    expect(secret.askBeforeUse).toBe(true);
    const played = await PlayedRun.begin(gateway, person);
    const promptId = await played.askUser(ask(names));
    const leasesPath = `/api/v1/secrets/${secret.id}/leases`;
    return { person, played, promptId, secret, leasesPath, path: `/api/v1/prompts/${promptId}/lease` };
  }

  async function leasesOf(person: TestPerson, path: string): Promise<LeaseView[]> {
    return leaseListSchema.parse((await person.request('GET', path)).body).leases;
  }

  async function statusOf(played: PlayedRun): Promise<string | undefined> {
    return (await gateway.persistence.systemRuns.findRun(played.runId))?.status;
  }

  it.each([
    ['once', []],
    ['conversation', [{ scope: 'conversation' }]],
    ['hour', [{ scope: 'hour', conversationId: null }]],
    ['always', [{ scope: 'always', conversationId: null, expiresAt: null }]],
  ] as const)('is given for "%s", and lets the run go on', async (scope, expected) => {
    const { person, played, path, leasesPath } = await waiting();
    for (let time = 0; time < 2; time++) {
      expect(await person.request('POST', path, { scope })).toMatchObject({
        status: 200,
        body: { state: 'granted', scope },
      });
    }
    expect(await statusOf(played)).toBe('queued');
    const leases = await leasesOf(person, leasesPath);
    expect(leases).toMatchObject([...expected]);
    if (scope === 'conversation') expect(leases[0]?.conversationId).toBe(played.run.conversationId);
    if (scope === 'hour') {
      const left = Date.parse(leases[0]?.expiresAt ?? '') - Date.now();
      expect(left).toBeGreaterThan(3_500_000);
      expect(left).toBeLessThanOrEqual(3_600_000);
    }
    const other: LeaseScope = scope === 'always' ? 'once' : 'always';
    expect(await person.request('POST', path, { scope: other })).toMatchObject({ status: 409 });
  });

  it('is taken back for the secret alone, and by its owner alone', async () => {
    const { person, path, leasesPath, played } = await waiting();
    const stranger = await TestPerson.signUp(gateway);
    const answers = [
      await stranger.request('POST', path, { scope: 'once' }),
      await stranger.request('GET', leasesPath),
      await stranger.request('DELETE', leasesPath),
      await person.request('GET', `/api/v1/secrets/${randomUUID()}/leases`),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
    await person.request('POST', path, { scope: 'always' });
    const { conversationId } = played.run;
    expect(await gateway.persistence.leases.listLeasedIds(person.owner, conversationId)).toHaveLength(1);
    expect((await person.request('DELETE', leasesPath)).status).toBe(204);
    expect(await leasesOf(person, leasesPath)).toEqual([]);
    expect(await gateway.persistence.leases.listLeasedIds(person.owner, conversationId)).toEqual([]);
    const { entries } = await gateway.persistence.audit.list(person.owner, { limit: 50, type: 'lease' });
    expect(entries.map(({ event }) => event)).toMatchObject([
      { type: 'lease.revoked', secretName: 'A_KEY' },
      { type: 'lease.granted', secretName: 'A_KEY', scope: 'always' },
    ]);
  });

  it('counts no more once asking was switched off and on again', async () => {
    const { person, path, leasesPath, secret } = await waiting();
    await person.request('POST', path, { scope: 'always' });
    for (const askBeforeUse of [false, true]) {
      const changed = await person.request('PATCH', `/api/v1/secrets/${secret.id}`, { askBeforeUse });
      expect(changed).toMatchObject({ status: 200, body: { askBeforeUse } });
    }
    expect(await leasesOf(person, leasesPath)).toEqual([]);
  });

  it('goes with its secret', async () => {
    const { person, path, secret, promptId } = await waiting();
    expect((await person.request('POST', path, { scope: 'always' })).status).toBe(200);
    expect(await gateway.persistence.leases.listIdsOfPrompt(person.owner, promptId)).toEqual([secret.id]);
    expect((await person.request('DELETE', `/api/v1/secrets/${secret.id}`)).status).toBe(204);
    expect(await gateway.persistence.leases.listIdsOfPrompt(person.owner, promptId)).toEqual([]);
  });

  it('is given in the end when the gateway died right after the answer was stored', async () => {
    const { person, played, promptId, leasesPath } = await waiting();
    await gateway.persistence.prompts.close(person.owner, promptId, { state: 'granted', scope: 'always' });
    const sweeper = gateway.running.app.get(PromptSweeper, { strict: false });
    await waitUntil('the run to go on', async () => {
      await sweeper.sweep();
      return (await statusOf(played)) === 'queued';
    });
    expect(await leasesOf(person, leasesPath)).toMatchObject([{ scope: 'always' }]);
  });

  it('answers no other kind of question, and no scope that there is not', async () => {
    const { person, path, promptId } = await waiting();
    expect(await person.request('POST', path, { scope: 'forever' })).toMatchObject({ status: 400 });
    const secret = await person.request('POST', `/api/v1/prompts/${promptId}/secret`, { value: 'v' });
    expect(secret).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
    expect(await person.request('POST', `/api/v1/prompts/${promptId}/decline`)).toMatchObject({ status: 200 });
    expect(await person.request('POST', path, { scope: 'once' })).toMatchObject({ status: 409 });
  });
});
