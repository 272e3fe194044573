import { type FileHandle, open, readFile } from 'node:fs/promises';
import { secretViewSchema, vaultPublicKeySchema } from '@cloakroom/contracts';
import { sealSecretValue } from '@cloakroom/contracts/sealing';
import { type AppProcess, WorkerWorld, createCanary, freePort } from '@cloakroom/testing';
import { TestPerson } from '../testing/test-person.js';

const TIMEOUT_MS = 120_000;
const PAGE = 4_096;

describe('the memory of a gateway', () => {
  let world: WorkerWorld;
  let gateway: AppProcess;
  let person: TestPerson;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    const port = await freePort();
    gateway = await world.startGateway(port);
    person = await TestPerson.signUp({ url: `http://127.0.0.1:${port}`, origin: `http://localhost:${port}` });
  }, TIMEOUT_MS);

  afterAll(() => world.close(), TIMEOUT_MS);

  async function seal(name: string, version: number, value: string) {
    const key = vaultPublicKeySchema.parse((await person.request('GET', '/api/v1/vault/public-key')).body);
    return sealSecretValue({ ...key, name, version, value });
  }

  it(
    'holds no value, however often its user saves, changes and imports one in the browser',
    async () => {
      const canary = createCanary();
      for (let at = 0; at < 10; at += 1) {
        const name = `KEY_${at}`;
        const sealedFirst = await seal(name, 1, canary);
        const created = await person.request('POST', '/api/v1/secrets', { name, sealed: sealedFirst });
        const { id } = secretViewSchema.parse(created.body);
        const sealed = await seal(name, 2, canary);
        const changed = await person.request('PATCH', `/api/v1/secrets/${id}`, { sealed, version: 2 });
        expect([created.status, changed.status]).toEqual([201, 200]);
      }
      const line = { name: 'IMPORTED', sealed: await seal('IMPORTED', 1, canary), onConflict: 'skip' };
      const imported = await person.request('POST', '/api/v1/secrets/import', { secrets: [line] });
      expect(imported.text).toContain('created');

      const { QUEUE_PREFIX } = world.env;
      const base64 = Buffer.from(canary).toString('base64');
      expect(await findInMemory(gateway.pid, [QUEUE_PREFIX, canary, base64])).toEqual([QUEUE_PREFIX]);
    },
    TIMEOUT_MS,
  );
});

/** Which of the texts stand in what a process can write to, in one byte a letter or two. Linux only. */
async function findInMemory(pid: number, texts: readonly string[]): Promise<string[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const writable = [...maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)];
  const [memory, pages] = await Promise.all([open(`/proc/${pid}/mem`), open(`/proc/${pid}/pagemap`)]);
  const found = new Set<string>();
  try {
    for (const [, from = '', to = ''] of writable) {
      const region = { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
      const bytes = await readUsed({ memory, pages }, region);
      const isThere = (text: string): boolean => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'));
      texts.filter(isThere).forEach((text) => found.add(text));
    }
  } finally {
    await Promise.all([memory.close(), pages.close()]);
  }
  return texts.filter((text) => found.has(text));
}

/** The pages of a region that were ever written to, one after the other. */
async function readUsed(
  { memory, pages }: Readonly<Record<'memory' | 'pages', FileHandle>>,
  { from, to }: Readonly<Record<'from' | 'to', number>>,
): Promise<Buffer> {
  const count = (to - from) / PAGE;
  const { buffer: entries } = await pages.read(Buffer.alloc(count * 8), 0, count * 8, (from / PAGE) * 8);
  const isUsed = (page: number): boolean => page < count && ((entries[page * 8 + 7] ?? 0) & 0xc0) !== 0;
  const used: Buffer[] = [];
  for (let page = 0; page < count; page += 1) {
    if (!isUsed(page)) continue;
    const start = page;
    while (isUsed(page + 1)) page += 1;
    const length = (page + 1 - start) * PAGE;
    const { buffer, bytesRead } = await memory.read(Buffer.alloc(length), 0, length, from + start * PAGE);
    used.push(buffer.subarray(0, bytesRead));
  }
  return Buffer.concat(used);
}
