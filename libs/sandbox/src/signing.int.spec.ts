import { createHmac } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazards/hazard-kit.js';
import type { SandboxLanguage } from './sandbox.types.js';
import type { HeaderList } from './egress.port.js';
import { SigningError, type SigningPort, type SigningRequest } from './signing.port.js';

const VALUE = 'the value that nobody shows';
const macOf = (data: string | Uint8Array): string => createHmac('sha256', VALUE).update(data).digest('hex');

class PlayedSigner implements SigningPort {
  readonly seen: SigningRequest[] = [];
  sign(request: SigningRequest): Promise<string | HeaderList> {
    this.seen.push(request);
    if (request.name !== 'KEY') return Promise.reject(new SigningError('There is no such secret here.'));
    if (request.kind === 'aws-v4') return Promise.resolve([['authorization', 'AWS4']]);
    if (request.kind === 'jwt') return Promise.resolve('a.b.c');
    return Promise.resolve(createHmac('sha256', VALUE).update(request.message).digest(request.encoding));
  }
}

const programs: Record<SandboxLanguage, Record<string, string>> = {
  javascript: {
    text: `secrets.hmac('KEY', 'grüezi')`,
    bytes: `(await secrets.hmac('KEY', new Uint8Array([9, 0, 255, 9]).subarray(1, 3), { encoding: 'bytes' })).toString('hex')`,
    module: `import { hmac } from 'cloakroom:secrets'; export default await hmac('KEY', '')`,
    other: `try { await secrets.hmac('OTHER', 'x') } catch (e) { return e.name + ': ' + e.message }`,
    jwt: `secrets.signJwt('KEY', { sub: 'a', exp: 1 }, { header: { kid: 'k' } })`,
    aws: `JSON.stringify(await secrets.signAwsV4({ secretAccessKey: 'KEY', accessKeyId: 'AKID', region: 'us-east-1', service: 's3', method: 'PUT', url: 'https://a.example/b?c=d', headers: { 'X-A': 'b' }, body: 'hello', date: new Date(0) }))`,
    wrong: `const tries = [() => secrets.hmac(), () => secrets.hmac({ toString: () => 'KEY' }, 'x'), () => secrets.hmac('KEY', 'x', { algorithm: 'md5' }), () => secrets.hmac('KEY', {}), () => secrets.signJwt('KEY', 'x'), () => secrets.signJwt('KEY', {}, { algorithm: 'none' }), () => secrets.signAwsV4(null)];
      const names = []; for (const one of tries) names.push(await one().catch((e) => e.name)); names.join()`,
    many: `let made = 0; try { for (;;) { await secrets.hmac('KEY', 'x'); made++ } } catch (e) { return made + ' ' + e.message.includes('limit') }`,
    large: `try { await secrets.hmac('KEY', new Uint8Array(9_000_000)) } catch (e) { return String(e.message.includes('8 MB')) }`,
  },
  python: {
    text: `from cloakroom import secrets\nawait secrets.hmac('KEY', 'grüezi')`,
    bytes: `import secrets\nsecrets.hmac('KEY', bytes([0, 255]), encoding='bytes').hex()`,
    module: `from cloakroom.secrets import hmac\nhmac('KEY', b'')`,
    other: `import secrets\ntry:\n    secrets.hmac('OTHER', 'x')\nexcept secrets.SecretError as e:\n    answer = f'{type(e).__name__}: {e}'\nanswer`,
    jwt: `import secrets\nsecrets.sign_jwt('KEY', {'sub': 'a', 'exp': 1}, header={'kid': 'k'})`,
    aws: `import json, secrets\njson.dumps(secrets.sign_aws_v4(secret_access_key='KEY', access_key_id='AKID', region='us-east-1', service='s3', method='PUT', url='https://a.example/b?c=d', headers={'x-a': 'b'}, body='hello', date='1970-01-01T00:00:00Z'), separators=(',', ':'))`,
    wrong: `import secrets
tries = [lambda: secrets.hmac(), lambda: secrets.hmac(object(), 'x'), lambda: secrets.hmac('KEY', 'x', algorithm='md5'), lambda: secrets.hmac('KEY', {}), lambda: secrets.sign_jwt('KEY', 'x'), lambda: secrets.sign_jwt('KEY', {}, algorithm='none'), lambda: secrets.sign_aws_v4()]
names = []
for one in tries:
    try:
        one()
    except Exception as error:
        names.append('TypeError' if isinstance(error, (TypeError, ValueError)) else type(error).__name__)
','.join(names)`,
    many: `import secrets\nmade = 0\ntry:\n    while True:\n        secrets.hmac('KEY', 'x')\n        made += 1\nexcept secrets.SecretError as e:\n    answer = f"{made} {str('limit' in str(e)).lower()}"\nanswer`,
    large: `import secrets\ntry:\n    secrets.hmac('KEY', bytes(9_000_000))\nexcept secrets.SecretError as e:\n    answer = str('8 MB' in str(e)).lower()\nanswer`,
  },
};

describe.each(['javascript', 'python'] as const)('signing from %s', (language) => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit(language);
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  async function run(name: string) {
    const signing = new PlayedSigner();
    const code = programs[language][name] ?? '';
    const outcome = await kit.run({ language, code, signing, wallTimeoutMs: 30_000 });
    return { ...outcome, seen: signing.seen };
  }

  it.each([
    ['text', macOf('grüezi')],
    ['bytes', macOf(new Uint8Array([0, 255]))],
    ['module', macOf('')],
    ['other', 'SecretError: There is no such secret here.'],
    ['jwt', 'a.b.c'],
    ['aws', '{"authorization":"AWS4"}'],
    ['wrong', Array.from({ length: 7 }, () => 'TypeError').join()],
    ['large', 'true'],
  ])(
    '%s',
    async (name, result) => {
      expect(await run(name)).toMatchObject({ error: null, result });
    },
    40_000,
  );

  it('asks for exactly what the program said', async () => {
    expect((await run('jwt')).seen).toEqual([
      {
        ...{ kind: 'jwt', name: 'KEY', algorithm: 'HS256', keyEncoding: 'utf8' },
        ...{ claims: '{"sub":"a","exp":1}', header: '{"kid":"k"}' },
      },
    ]);
    expect((await run('aws')).seen).toEqual([
      {
        ...{ kind: 'aws-v4', name: 'KEY', accessKeyId: 'AKID', sessionToken: null, region: 'us-east-1', service: 's3' },
        ...{ method: 'PUT', url: 'https://a.example/b?c=d', headers: [['x-a', 'b']], date: '19700101T000000Z' },
        bodySha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      },
    ]);
    expect((await run('wrong')).seen).toEqual([]);
  }, 40_000);

  it('makes a thousand signatures in one call, and no more', async () => {
    const { error, result, seen } = await run('many');
    expect({ error, result, made: seen.length }).toEqual({ error: null, result: '1000 true', made: 1_000 });
  }, 40_000);
});

describe('a hostile program that signs', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('gets no further with getters, proxies, thenables and changed built-ins', async () => {
    const signing = new PlayedSigner();
    const code = `const looks = [];
      const options = new Proxy({ encoding: 'hex' }, { get: (o, k) => { looks.push(String(k)); return o[k] } });
      const first = await secrets.hmac('KEY', 'a', options);
      let read = 0;
      const shifting = { get encoding() { return read++ ? 'utf8' : 'hex' } };
      const second = await secrets.hmac('KEY', 'a', shifting);
      Object.prototype.then = function (done) { done('stolen') };
      Object.prototype.toJSON = () => ({ kind: 'hmac', name: 'OTHER' });
      Promise.prototype.then = () => { throw 1 };
      JSON.stringify = () => '{"kind":"reveal"}';
      let third;
      try { third = await secrets.hmac('KEY', 'a') } catch (e) { third = String(e) }
      return [first === second, read, typeof third].join()`;
    expect((await kit.run({ code, signing })).result).toBe('true,1,string');
    expect(signing.seen.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['hmac KEY', 'hmac KEY', 'hmac KEY']);
  }, 30_000);

  it('finds three functions, and may call them many times at once', async () => {
    const signing = new PlayedSigner();
    const code = `const all = await Promise.all(Array.from({ length: 50 }, (_, i) => secrets.hmac('KEY', String(i))));
      Object.keys(secrets).sort().join() + ' ' + new Set(all).size`;
    expect((await kit.run({ code, signing })).result).toBe('hmac,signAwsV4,signJwt 50');
    expect(signing.seen).toHaveLength(50);
  }, 30_000);
});
