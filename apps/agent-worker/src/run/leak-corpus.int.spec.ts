import { randomBytes } from 'node:crypto';
import { createRedactor } from '@cloakroom/redaction';
import { type AskedRun, type ScriptedPiece, type TestUser, WorkerWorld, waitUntil } from '@cloakroom/testing';

const TIMEOUT_MS = 120_000;

const values = {
  TOKEN: `tok_${randomBytes(24).toString('base64url')}`,
  PASSWORD: `pä$$ & "${randomBytes(9).toString('hex')}" <b>/+=%`,
  KEY_FILE: `-----BEGIN KEY-----\n${randomBytes(40).toString('base64')}\n${randomBytes(40).toString('base64')}\n-----END KEY-----`,
};

/** Ways to write a value, as they run here and, from their source, in the sandbox. */
const forms: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => JSON.stringify(value).slice(1, -1),
  (value) => [...value].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  (value) => encodeURI(value),
  (value) => encodeURIComponent(value),
  (value) => new URLSearchParams({ v: value }).toString().slice(2),
  (value) => [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  (value) => [...value].map((sign) => `&#${String(sign.codePointAt(0))};`).join(''),
  (value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  (value) => `'${value.replaceAll("'", "'\\''")}'`,
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(`a${value}`).toString('base64'),
  (value) => Buffer.from(`ab${value}`).toString('base64'),
  (value) => Buffer.from(value).toString('base64url'),
  (value) => Buffer.from(value, 'utf16le').toString('base64'),
  (value) => Buffer.from(`user:${value}`).toString('base64'),
  (value) => Buffer.from(value).toString('hex'),
  (value) => Buffer.from(value).toString('hex').toUpperCase(),
  (value) => (Buffer.from(value).toString('hex').match(/../g) ?? []).join(':'),
  (value) => [...value].reverse().join(''),
  (value) => [...value].join('\u200b'),
];

const inSandbox = `const forms = [${forms.map(String).join(',\n')}];
const { TOKEN, PASSWORD, KEY_FILE } = process.env;
const lines = [TOKEN, PASSWORD, KEY_FILE].flatMap((value) => forms.map((write) => write(value)));`;

const written = Object.values(values).flatMap((value) => forms.map((write) => write(value)));
const pieces = (text: string, length: number): string[] =>
  text.match(new RegExp(`[^]{1,${String(length)}}`, 'g')) ?? [];

const call = (code: string): ScriptedPiece => ({ call: 'run_javascript', args: { code: `${inSandbox}\n${code}` } });

/** Everything through which a value can reach somebody, each with all forms of all values. */
const sinks: Readonly<Record<string, () => readonly ScriptedPiece[]>> = {
  'the text of the model': () => pieces(written.join('\n'), 7).map((text) => ({ text })),
  'the arguments of its calls': () => [{ call: 'run_javascript', args: { code: `/*\n${written.join('\n')}\n*/ 1` } }],
  'output by lines': () => [call('for (const line of lines) console.log(line);')],
  'output by three signs': () => [
    call('for (const piece of lines.join("\\n").match(/[^]{1,3}/g)) process.stdout.write(piece);'),
  ],
  'errors on the console': () => [call('for (const line of lines) console.error(new Error(line).message);')],
  'the result': () => [call('return lines.join("\\n");')],
  'an error and its stack': () => [
    call('const fault = new Error(lines.join("\\n")); fault.name = lines[0]; throw fault;'),
  ],
  'a file': () => [
    call('require("fs").writeFileSync("/workspace/found.txt", lines.join("\\n"));'),
    call('const kept = require("fs").readFileSync("/workspace/found.txt", "utf8"); return kept.slice(0, 200);'),
  ],
  'what it is asked for': () => [
    {
      call: 'request_secret',
      args: { name: 'OTHER', reason: written.slice(0, 3).join(' '), hosts: ['api.example.com'] },
    },
  ],
};

/** The forms that can still be read in a text, by their number; their ends may belong to what stands beside them. */
function readable(text: string): number[] {
  return written.flatMap((form, at) => (text.includes(form.slice(4, -4)) ? [at] : []));
}

function findings(bytes: Uint8Array): number {
  const redactor = createRedactor(Object.entries(values).map(([name, value]) => ({ name, value })));
  const stream = redactor.openByteStream();
  stream.push(bytes);
  stream.end();
  return [...redactor.counts().values()].reduce((sum, count) => sum + count, 0);
}

describe('every form of a value in every sink of a run', () => {
  let world: WorkerWorld;
  let user: TestUser;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    await world.startWorker();
    user = world.newUser();
    for (const [name, value] of Object.entries(values)) await user.saveSecret(name, value, `It is ${value}`);
  }, TIMEOUT_MS);

  afterAll(() => world.close(), TIMEOUT_MS);

  async function run(first: readonly ScriptedPiece[]): Promise<AskedRun> {
    world.model.play((_, turn) => (turn === 0 ? first : [{ text: 'That was it.' }]));
    const asked = await user.ask('Show what you have.');
    await waitUntil(
      'the run to end or to ask',
      async () => {
        const { status } = (await world.persistence.systemRuns.findRun(asked.runId)) ?? {};
        return status !== 'queued' && status !== 'running';
      },
      60_000,
    );
    return asked;
  }

  it.each(Object.entries(sinks))(
    '%s',
    async (_name, first) => {
      const asked = await run(first());
      const told = JSON.stringify([await world.events(user, asked.runId), await user.answer(asked)]);
      const heard = JSON.stringify(world.model.requests.at(-1));
      for (const text of [told, heard]) {
        expect(readable(text)).toEqual([]);
        expect(findings(Buffer.from(text))).toBe(0);
      }
      expect(told).toMatch(/«(?:TOKEN|PASSWORD|KEY_FILE)»/);
    },
    TIMEOUT_MS,
  );

  it(
    'and none of it lies anywhere: database, Redis, logs',
    async () => {
      const places = [...(await world.everything())];
      expect(places.length).toBeGreaterThan(10);
      expect(places.filter(([, content]) => findings(Buffer.from(content)) > 0).map(([place]) => place)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
