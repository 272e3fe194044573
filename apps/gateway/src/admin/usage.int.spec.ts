import { randomUUID } from 'node:crypto';
import { accountListSchema, adminOverviewSchema } from '@cloakroom/contracts';
import { type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson, sendRequest } from '../testing/test-person.js';

const MESSAGE = 'Words that are nobody else’s';
const FILE_NAME = 'a-private-name.txt';
const NOTHING = { conversations: 0, runs: 0, runsLastDay: 0, files: 0, fileBytes: 0, lastRunAt: null };
const HOUR_MS = 60 * 60_000;

let gateway: TestGateway;
let admin: TestPerson;
let person: TestPerson;

beforeAll(async () => {
  gateway = await startTestGateway({ MAX_FILE_MB_PER_USER: '7', MAX_RUNS_PER_USER: '2' });
  admin = await TestPerson.signUp(gateway);
  person = await TestPerson.signUp(gateway);
  const page = await person.connect();
  for (const conversationId of [randomUUID(), randomUUID()]) {
    const message = { conversationId, clientMessageId: randomUUID(), text: MESSAGE };
    expect(await page.client.emitWithAck('message:send', message)).toMatchObject({ ok: true });
  }
  page.close();
  const headers = { 'content-type': 'text/plain', cookie: person.cookie };
  const uploaded = await sendRequest(gateway, ['POST', `/api/v1/files?name=${FILE_NAME}`], '12345', { headers });
  expect(uploaded.status).toBe(201);
}, 30_000);
afterAll(() => gateway.close());

it('is told of each account in numbers, and of the last run when it was', async () => {
  const runs = gateway.persistence.mongo.authDatabase().db.collection('runs');
  const before = new Date(Date.now() - 30 * HOUR_MS);
  const lately = new Date(Date.now() - HOUR_MS);
  for (const startedAt of [before, lately]) {
    await runs.updateOne({ userId: person.owner, startedAt: null }, { $set: { startedAt } });
  }
  const answer = await admin.request('GET', '/api/v1/admin/accounts');
  const { accounts } = accountListSchema.parse(answer.body);
  expect(Object.fromEntries(accounts.map(({ id, usage }) => [id, usage]))).toEqual({
    [admin.owner]: NOTHING,
    [person.owner]: {
      ...{ conversations: 2, runs: 2, runsLastDay: 1, files: 1, fileBytes: 5 },
      lastRunAt: lately.toISOString(),
    },
  });
  for (const told of [MESSAGE, FILE_NAME]) expect(answer.text).not.toContain(told);
});

it('is told of the installation, with its limits and versions', async () => {
  const runs = gateway.persistence.mongo.authDatabase().db.collection('runs');
  const long = new Date(Date.now() - 30 * HOUR_MS);
  const [first, second] = await runs.find({ userId: person.owner }, { projection: { _id: 1 } }).toArray();
  if (first === undefined || second === undefined) throw new Error('There are not two runs.');
  await runs.updateOne({ _id: first._id }, { $set: { status: 'failed' } });
  await runs.updateOne({ _id: second._id }, { $set: { createdAt: long } });
  const overview = adminOverviewSchema.parse((await admin.request('GET', '/api/v1/admin/overview')).body);
  expect(overview.usage).toMatchObject({
    ...{ accounts: 2, conversations: 2, files: 1, fileBytes: 5 },
    runsLastDay: { finished: 0, failed: 1, cancelled: 0, open: 0 },
  });
  expect(overview.usage.databaseBytes).toBeGreaterThan(0);
  expect(overview.limits).toMatchObject({ fileMegabytesPerUser: 7, runsPerUser: 2, queuedRuns: 1_000 });
  expect(overview.versions.node).toBe(process.versions.node);
  expect(overview.versions.redis).toMatch(/^\d+\.\d+/);
  expect(overview.versions.mongo).toMatch(/^\d+\.\d+/);
  expect(overview.models).toEqual([]);
});
