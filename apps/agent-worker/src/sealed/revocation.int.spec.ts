import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SecretSettings, ownerId } from '@cloakroom/persistence';
import { VaultSealer } from '@cloakroom/secrets/seal';
import { KEY_FILES } from '@cloakroom/secrets/keys';
import { type TestUser, WorkerWorld, createCanary } from '@cloakroom/testing';
import { join } from 'node:path';

const TIMEOUT_MS = 120_000;
const anywhere = { host: 'api.x.com', pathPrefix: null, place: 'anywhere', headerName: null } as const;

/** Calls until it is refused, which it says. */
const programs = {
  run_javascript: `let sent = 0;
for (; sent < 400; sent++) {
  try { await fetch('https://api.x.com/' + sent, { headers: { 'x-key': process.env.A_KEY } }); }
  catch (error) { console.log(String(error.cause ?? error)); break; }
}
sent`,
  run_python: `import os, requests
for sent in range(400):
    try:
        requests.get(f"https://api.x.com/{sent}", headers={"x-key": os.environ["A_KEY"]})
    except Exception as error:
        print(error)
        break
sent`,
} as const;

describe('a secret that changes while a program runs', () => {
  let world: WorkerWorld;
  let api: Server;
  let received: string[] = [];
  let onRequest: (count: number) => Promise<void> = () => Promise.resolve();

  beforeAll(async () => {
    api = createServer((request, response) => {
      received.push(String(request.headers['x-key']));
      void onRequest(received.length).then(() => response.end('ok'));
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    world = await WorkerWorld.open();
    const { port } = api.address() as AddressInfo;
    await world.startWorker({ EGRESS_HOST_OVERRIDES: `api.x.com=http://127.0.0.1:${port}` });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    await new Promise((resolve) => api.close(resolve));
  }, TIMEOUT_MS);

  /** Runs a program that calls on and on, and does `change` while its fifth request is answered. */
  async function runWhile(
    tool: keyof typeof programs,
    settings: Partial<SecretSettings>,
    change: (user: TestUser, secretId: string) => Promise<void>,
  ) {
    received = [];
    const user = world.newUser();
    const value = createCanary();
    const secretId = await user.saveSecret('A_KEY', value);
    await user.change(secretId, settings);
    onRequest = async (count) => (count === 5 ? change(user, secretId) : Promise.resolve());
    world.model.play((_, turn) =>
      turn === 0 ? [{ call: tool, args: { code: programs[tool] } }] : [{ text: 'Done.' }],
    );
    const run = await user.ask('Call it');
    await world.ended(run.runId, 100_000);
    const [call] = await user.answer(run);
    return { value, call, shown: JSON.stringify(call) };
  }

  const exposed = {};
  const sealed = { mode: 'sealed', bindings: [anywhere] } as const;
  const deleted = async (user: TestUser, secretId: string): Promise<void> =>
    world.persistence.secrets.delete(ownerId(user.userId), secretId);
  const switchedOff = (user: TestUser, secretId: string): Promise<void> => user.change(secretId, { enabled: false });

  it.each([
    ['run_javascript', 'exposed', 'deleted', exposed, deleted],
    ['run_javascript', 'sealed', 'deleted', sealed, deleted],
    ['run_javascript', 'exposed', 'switched off', exposed, switchedOff],
    ['run_python', 'sealed', 'switched off', sealed, switchedOff],
    ['run_python', 'exposed', 'deleted', exposed, deleted],
  ] as const)(
    '%s: %s and %s, it is refused at the very next request',
    async (...[tool, , , settings, change]) => {
      const { value, shown } = await runWhile(tool, settings, change);
      expect(received).toEqual(Array.from({ length: 5 }, () => value));
      expect(shown).toContain('deleted it or switched it off');
    },
    TIMEOUT_MS,
  );

  it(
    'sealed and changed, the next request has the new value; exposed and changed, it is refused',
    async () => {
      const next = createCanary();
      const sealer = await VaultSealer.load(join(world.keyFolder, KEY_FILES.vaultPublic));
      const changed = async (user: TestUser, id: string): Promise<void> => {
        const envelope = await sealer.sealOnBehalf({ value: next, userId: user.userId, name: 'A_KEY', version: 2 });
        await world.persistence.secrets.replaceValue(ownerId(user.userId), { id, expectedVersion: 1 }, { envelope });
      };
      const { value } = await runWhile('run_javascript', sealed, changed);
      expect(received.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => value));
      expect(new Set(received.slice(5))).toEqual(new Set([next]));
      const old = await runWhile('run_javascript', exposed, changed);
      expect(received).toHaveLength(5);
      expect(old.shown).toContain('has changed or deleted it');
    },
    TIMEOUT_MS,
  );
});
