import { type DrillReport, drillViewSchema } from '@cloakroom/contracts';
import { type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';

const path = '/api/v1/secrets/drill';
const report: DrillReport = {
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:20.000Z',
  build: 'test',
  checks: [{ id: 'js-print', title: 'Print it', route: 'output', passed: true, note: null }],
};

describe('drills over REST', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });

  afterAll(() => gateway.close());

  it('are asked for once at a time, followed, and nobody else’s', async () => {
    const person = await TestPerson.signUp(gateway);
    const stranger = await TestPerson.signUp(gateway);
    const { systemDrills } = gateway.persistence;
    const view = async (one: TestPerson) => drillViewSchema.parse((await one.request('GET', path)).body);
    expect(await view(person)).toEqual({ state: 'none', made: 0, all: 0, report: null });
    const asked = { status: 202, body: { state: 'queued' } };
    expect(await person.request('POST', path)).toMatchObject(asked);
    expect(await person.request('POST', path)).toMatchObject(asked);
    expect(await systemDrills.claim()).toBe(person.owner);
    expect(await systemDrills.claim()).toBeNull();
    await systemDrills.progress(person.owner, 3, 50);
    expect(await view(person)).toMatchObject({ state: 'running', made: 3, all: 50 });
    expect(await person.request('POST', path)).toMatchObject({ body: { state: 'running' } });
    await systemDrills.finish(person.owner, report);
    expect(await view(person)).toMatchObject({ state: 'done', report });
    expect((await view(stranger)).state).toBe('none');
    await person.request('POST', path);
    await systemDrills.claim();
    await systemDrills.finish(person.owner, null);
    expect(await view(person)).toMatchObject({ state: 'failed', report });
  });

  it('whose worker was lost can be asked for again', async () => {
    const person = await TestPerson.signUp(gateway);
    const { drills, systemDrills } = gateway.persistence;
    await drills.request(person.owner);
    await systemDrills.claim(new Date(Date.now() - 120_000));
    expect(await drills.find(person.owner)).toMatchObject({ state: 'failed' });
    await drills.request(person.owner);
    expect(await drills.find(person.owner)).toMatchObject({ state: 'queued' });
  });
});
