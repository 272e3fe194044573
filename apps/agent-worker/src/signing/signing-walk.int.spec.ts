import { createHash, createHmac } from 'node:crypto';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { AuditEvent } from '@cloakroom/contracts';
import { type SecretSettings, ownerId } from '@cloakroom/persistence';
import { KEY_FILES } from '@cloakroom/secrets/keys';
import { VaultSealer } from '@cloakroom/secrets/seal';
import { type TestUser, WorkerWorld, createCanary, findCanary } from '@cloakroom/testing';
import { signAwsRequest } from './aws-signature.js';

const TIMEOUT_MS = 120_000;
const bindings = [{ host: 'api.x.com', pathPrefix: null, place: 'anywhere' as const, headerName: null }];
const modes = { exposed: {}, sealed: { mode: 'sealed' as const, bindings } };
const macOf = (value: string, data: string): string => createHmac('sha256', value).update(data).digest('hex');

/** Signs in all three ways, and once more in bytes. */
const SIGNING = {
  run_javascript: `const [head, body, signature] = (await secrets.signJwt('A_KEY', { sub: 'me' })).split('.');
const aws = await secrets.signAwsV4({ secretAccessKey: 'A_KEY', accessKeyId: 'AKID', region: 'us-east-1', service: 's3', url: 'https://api.x.com/a' });
const bytes = await secrets.hmac('A_KEY', Buffer.from('data'), { encoding: 'bytes', algorithm: 'SHA-512' });
return [await secrets.hmac('A_KEY', 'data'), head + '.' + body, signature, bytes.length, aws.authorization.slice(0, 31)].join(' ')`,
  run_python: `from cloakroom import secrets
head, body, signature = (await secrets.sign_jwt('A_KEY', {'sub': 'me'})).split('.')
aws = secrets.sign_aws_v4(secret_access_key='A_KEY', access_key_id='AKID', region='us-east-1', service='s3', url='https://api.x.com/a')
size = len(secrets.hmac('A_KEY', b'data', encoding='bytes', algorithm='SHA-512'))
' '.join([secrets.hmac('A_KEY', 'data'), head + '.' + body, signature, str(size), aws['authorization'][:31]])`,
} as const;

/** Signs and calls in turns, until one of the two is refused, which it says. */
const ON_AND_ON = {
  run_javascript: `const made = [];
try { for (let n = 0; n < 50; n++) { made.push(await secrets.hmac('A_KEY', String(n))); await fetch('https://api.x.com/' + n); } }
catch (error) { console.log(error.message); }
JSON.stringify(made)`,
  run_python: `import json, requests, secrets
made = []
try:
    for n in range(50):
        made.append(secrets.hmac('A_KEY', str(n)))
        requests.get(f'https://api.x.com/{n}')
except secrets.SecretError as error:
    print(error)
json.dumps(made)`,
} as const;

/** Sends what it had signed to a host that all three variables may go to. */
const SENDING = {
  run_javascript: `const url = 'https://api.x.com/bucket/a%20b.txt?x=1&name=ü';
const headers = await secrets.signAwsV4({ secretAccessKey: 'A_KEY', accessKeyId: process.env.ID_KEY, sessionToken: process.env.TOKEN_KEY,
  region: 'us-east-1', service: 's3', method: 'PUT', url, headers: { 'Content-Type': 'text/plain' }, body: 'hello' });
(await fetch(url, { method: 'PUT', headers, body: 'hello' })).status`,
  run_python: `import os, requests, secrets
url = 'https://api.x.com/bucket/a%20b.txt?x=1&name=ü'
headers = secrets.sign_aws_v4(secret_access_key='A_KEY', access_key_id=os.environ['ID_KEY'], session_token=os.environ['TOKEN_KEY'],
    region='us-east-1', service='s3', method='PUT', url=url, headers={'Content-Type': 'text/plain'}, body='hello')
requests.put(url, data='hello', headers=headers).status_code`,
} as const;

describe('signing in a run', () => {
  let world: WorkerWorld;
  let api: Server;
  let requests = 0;
  let last: IncomingMessage | null = null;
  let onRequest: (count: number) => Promise<void> = () => Promise.resolve();

  beforeAll(async () => {
    api = createServer((request, response) => {
      requests += 1;
      last = request;
      void onRequest(requests).then(() => response.end('ok'));
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

  beforeEach(() => {
    requests = 0;
    onRequest = () => Promise.resolve();
  });

  async function userWith(value: string, settings: Partial<SecretSettings>) {
    const user = world.newUser();
    const id = await user.saveSecret('A_KEY', value);
    await user.change(id, settings);
    return { user, id };
  }

  async function run(user: TestUser, tool: keyof typeof SIGNING, code: string) {
    world.model.play((_, turn) => (turn === 0 ? [{ call: tool, args: { code } }] : [{ text: 'Done.' }]));
    const asked = await user.ask('Sign.');
    await world.ended(asked.runId, 100_000);
    const [call] = await user.answer(asked);
    if (call?.type !== 'tool') throw new TypeError('No code ran.');
    return { call, events: await eventsOf(user) };
  }

  async function eventsOf(user: TestUser): Promise<AuditEvent[]> {
    const { entries } = await world.persistence.audit.list(ownerId(user.userId), { limit: 200 });
    return entries.map(({ event }) => event).reverse();
  }

  it.each([
    ['run_javascript', 'exposed'],
    ['run_javascript', 'sealed'],
    ['run_python', 'exposed'],
    ['run_python', 'sealed'],
  ] as const)(
    '%s, %s: is done with the value, which is nowhere, and written down in answer and trail',
    async (tool, mode) => {
      const value = createCanary();
      const { user } = await userWith(value, modes[mode]);
      const { call, events } = await run(user, tool, SIGNING[tool]);
      expect(call).toMatchObject({ error: null, state: 'succeeded' });
      const input = `${btoa('{"alg":"HS256","typ":"JWT"}')}.${btoa('{"sub":"me"}')}`.replaceAll('=', '');
      const signature = createHmac('sha256', value).update(input).digest('base64url');
      const expected = [macOf(value, 'data'), input, signature, '64', 'AWS4-HMAC-SHA256 Credential=AKID'.slice(0, 31)];
      expect(call.result).toBe(expected.join(' '));
      expect(call.secrets).toContainEqual({ name: 'A_KEY', mode, how: 'signed', count: 4 });
      const used = events.filter((event) => event.type === 'secret.used');
      expect(used).toMatchObject([
        { how: 'env', mode, secretName: 'A_KEY' },
        { how: 'signed', mode, secretName: 'A_KEY', host: null, count: 4 },
      ]);
      const places = await world.everything();
      places.set('trail', JSON.stringify(events));
      places.set('model requests', JSON.stringify(world.model.requests));
      expect(findCanary(value, places)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each(['run_javascript', 'run_python'] as const)(
    '%s: AWS gets a signature that fits what comes, with keys that are all sealed',
    async (tool) => {
      const [key, token, accessKeyId] = [createCanary(), createCanary(), `AKIA${createCanary().replace(/\W/g, '')}`];
      const { user } = await userWith(key, modes.sealed);
      await user.change(await user.saveSecret('TOKEN_KEY', token), modes.sealed);
      await user.change(await user.saveSecret('ID_KEY', accessKeyId), modes.sealed);
      const { call } = await run(user, tool, SENDING[tool]);
      expect(call).toMatchObject({ error: null, result: '200' });
      if (last === null) throw new TypeError('Nothing came.');
      const { headers, url } = last;
      expect(headers['x-amz-security-token']).toBe(token);
      const expected = signAwsRequest(
        {
          ...{ kind: 'aws-v4', name: 'A_KEY', accessKeyId, sessionToken: token, region: 'us-east-1', service: 's3' },
          ...{ method: 'PUT', url: `https://${headers.host}${url}`, headers: [['content-type', 'text/plain']] },
          bodySha256: createHash('sha256').update('hello').digest('hex'),
          date: String(headers['x-amz-date']),
        },
        { secretAccessKey: key, sessionToken: token },
        new Date(),
      );
      expect(headers.authorization).toBe(new Map(expected).get('authorization'));
      expect(call.secrets.map(({ name, how, count }) => `${name} ${how} ${count}`)).toEqual(
        expect.arrayContaining(['A_KEY signed 1', 'TOKEN_KEY signed 1', 'TOKEN_KEY sent 1', 'ID_KEY sent 1']),
      );
    },
    TIMEOUT_MS,
  );

  it.each([
    ['run_javascript', 'sealed', 'deleted'],
    ['run_javascript', 'exposed', 'switched off'],
    ['run_python', 'sealed', 'switched off'],
  ] as const)(
    '%s, %s and %s: is refused at the very next signature',
    async (tool, mode, what) => {
      const value = createCanary();
      const { user, id } = await userWith(value, modes[mode]);
      onRequest = async (count) => {
        if (count !== 5) return;
        if (what === 'deleted') await world.persistence.secrets.delete(ownerId(user.userId), id);
        else await user.change(id, { enabled: false });
      };
      const { call, events } = await run(user, tool, ON_AND_ON[tool]);
      expect(JSON.parse(call.result ?? '')).toEqual([0, 1, 2, 3, 4].map((n) => macOf(value, String(n))));
      expect(JSON.stringify(call.output)).toContain('deleted it or switched it off');
      expect(call.secrets).toContainEqual({ name: 'A_KEY', mode, how: 'signed', count: 5 });
      expect(events).toContainEqual(
        expect.objectContaining({ type: 'secret.refused', secretName: 'A_KEY', host: null }) as unknown,
      );
    },
    TIMEOUT_MS,
  );

  it.each(['exposed', 'sealed'] as const)(
    '%s: a value that was replaced while the program runs signs nothing more, the new one does',
    async (mode) => {
      const [value, next] = [createCanary(), createCanary()];
      const { user, id } = await userWith(value, modes[mode]);
      const sealer = await VaultSealer.load(join(world.keyFolder, KEY_FILES.vaultPublic));
      onRequest = async (count) => {
        if (count !== 3) return;
        const sealed = { value: next, userId: user.userId, name: 'A_KEY', version: 2 };
        const envelope = await sealer.sealOnBehalf(sealed);
        await world.persistence.secrets.replaceValue(ownerId(user.userId), { id, expectedVersion: 1 }, { envelope });
      };
      const { call } = await run(user, 'run_javascript', ON_AND_ON.run_javascript);
      const made = Array.from({ length: 50 }, (_, n) => macOf(n < 3 ? value : next, String(n)));
      expect(call.result).toBe(JSON.stringify(made));
    },
    TIMEOUT_MS,
  );

  it(
    'is for names of the call’s own environment, and for sealed values that cannot be guessed from a signature',
    async () => {
      const { user, id } = await userWith(createCanary(), { askBeforeUse: true });
      const short = await user.saveSecret('B_KEY', 'fifteen.letters');
      await user.change(short, modes.sealed);
      await world.newUser().saveSecret('THEIR_KEY', createCanary());
      const code = `const said = [];
for (const name of ['A' + '_KEY', 'B_KEY', 'THEIR_KEY', 'PATH', '__proto__', process.env.B_KEY])
  said.push(await secrets.hmac(name, 'x').catch((error) => error.message));
said.join('\\n')`;
      const { call, events } = await run(user, 'run_javascript', code);
      const [guarded, guessable, ...unknown] = (call.result ?? '').split('\n');
      expect(guarded).toContain('its user is asked before it is used');
      expect(guessable).toContain('too short to sign with');
      expect(new Set(unknown)).toEqual(new Set([expect.stringContaining('no such secret in this call') as unknown]));
      expect(unknown).toHaveLength(4);
      expect(call.secrets.filter(({ how }) => how === 'signed')).toEqual([]);
      const refused = events.filter((event) => event.type === 'secret.refused');
      expect(refused.map(({ secretName }) => secretName)).toEqual(['A_KEY', 'B_KEY']);
      expect(id).not.toBe(short);
    },
    TIMEOUT_MS,
  );
});
