import { createHmac } from 'node:crypto';
import { SigningError, type AwsSignatureRequest, type HmacRequest, type JwtRequest } from '@cloakroom/sandbox';
import { createPlaceholder } from '../sealed/placeholder.js';
import { CallSigner, type SigningSecrets } from './call-signer.js';
import { compactJws } from './json-web-token.js';
import { type SigningSecret, signingKey } from './signing-key.js';

const placeholder = createPlaceholder();

class PlayedSecrets implements SigningSecrets {
  readonly #secrets = new Map<string, SigningSecret>();
  constructor(...secrets: SigningSecret[]) {
    for (const secret of secrets) this.#secrets.set(secret.name, secret);
  }
  forSigning(name: string): Promise<SigningSecret> {
    const secret = this.#secrets.get(name);
    return secret === undefined ? Promise.reject(new SigningError('There is none.')) : Promise.resolve(secret);
  }
  isKnown(name: string): boolean {
    return this.#secrets.has(name);
  }
  nameBehind(text: string): string | null {
    return text === placeholder ? 'TOKEN' : null;
  }
  placeholderIn(text: Uint8Array | string): string | null {
    return Buffer.from(text).includes(placeholder) ? 'TOKEN' : null;
  }
}

const sealed = (name: string, value: string): SigningSecret => ({ name, mode: 'sealed', value });
const exposed = (name: string, value: string): SigningSecret => ({ name, mode: 'exposed', value });
const signerOf = (...secrets: SigningSecret[]): CallSigner => new CallSigner(new PlayedSecrets(...secrets));

function hmac(change: Partial<HmacRequest> = {}): HmacRequest {
  const asked = { kind: 'hmac', name: 'KEY', algorithm: 'sha256', keyEncoding: 'utf8', encoding: 'hex' } as const;
  return { ...asked, message: Buffer.from('message'), ...change };
}
function jwt(change: Partial<JwtRequest> = {}): JwtRequest {
  return {
    ...{ kind: 'jwt', name: 'KEY', algorithm: 'HS256', keyEncoding: 'utf8', claims: '{"sub":"a"}', header: null },
    ...change,
  };
}
function aws(change: Partial<AwsSignatureRequest> = {}): AwsSignatureRequest {
  return {
    ...{ kind: 'aws-v4', name: 'KEY', accessKeyId: 'AKIDEXAMPLE', sessionToken: null, region: 'us-east-1' },
    ...{ service: 'service', method: 'GET', url: 'https://example.amazonaws.com/', headers: [], date: null },
    bodySha256: 'UNSIGNED-PAYLOAD',
    ...change,
  };
}
async function refusal(made: Promise<unknown>): Promise<string> {
  try {
    return `signed: ${JSON.stringify(await made)}`;
  } catch (error) {
    if (error instanceof SigningError) return error.message;
    throw error;
  }
}

describe('HMAC as RFC 4231 has it', () => {
  const text = (written: string): Uint8Array => Buffer.from(written);
  const bytes = (hex: string, times: number): string => hex.repeat(times);
  const counting = Array.from({ length: 25 }, (_, at) => (at + 1).toString(16).padStart(2, '0')).join('');

  it.each<[string, readonly [string, Uint8Array], string, string]>([
    [
      'test case 1',
      [bytes('0b', 20), text('Hi There')],
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
      '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
    ],
    [
      'test case 3',
      [bytes('aa', 20), Buffer.alloc(50, 0xdd)],
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
      'fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb',
    ],
    [
      'test case 4',
      [counting, Buffer.alloc(50, 0xcd)],
      '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
      'b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd',
    ],
    [
      'test case 6, a key longer than a block',
      [bytes('aa', 131), text('Test Using Larger Than Block-Size Key - Hash Key First')],
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
      '80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598',
    ],
    [
      'test case 7, data longer than a block, too',
      [
        bytes('aa', 131),
        text(
          'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
        ),
      ],
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
      'e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58',
    ],
  ])('%s', async (_case, [key, message], sha256, sha512) => {
    const signer = signerOf(sealed('KEY', key));
    const asked = { keyEncoding: 'hex', message } as const;
    expect(await signer.sign(hmac(asked))).toBe(sha256);
    expect(await signer.sign(hmac({ ...asked, algorithm: 'sha512' }))).toBe(sha512);
    const inBase64 = Buffer.from(sha256, 'hex').toString('base64');
    expect(await signer.sign(hmac({ ...asked, encoding: 'base64' }))).toBe(inBase64);
  });

  it('test case 2, whose key of four bytes is an exposed secret', async () => {
    const message = text('what do ya want for nothing?');
    const signature = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(await signerOf(exposed('KEY', 'Jefe')).sign(hmac({ message }))).toBe(signature);
    expect(await refusal(signerOf(sealed('KEY', 'Jefe')).sign(hmac({ message })))).toContain('too short');
  });
});

describe('JSON Web Tokens', () => {
  const rfcKey = 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow';

  it('are made as RFC 7515, A.1, has it', () => {
    const header = '{"typ":"JWT",\r\n "alg":"HS256"}';
    const payload = '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}';
    const key = signingKey(sealed('KEY', rfcKey), 'base64url');
    expect(compactJws({ header, payload }, 'HS256', key)).toBe(
      'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9' +
        '.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ' +
        '.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    );
  });

  it.each([
    ['HS256', 'sha256'],
    ['HS512', 'sha512'],
  ] as const)('say their algorithm, %s, and sign claims and header', async (algorithm, hash) => {
    const token = await signerOf(sealed('KEY', rfcKey)).sign(jwt({ algorithm, header: '{"kid":"k1","typ":"at+jwt"}' }));
    const [head = '', body = '', signature] = String(token).split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect([read(head), read(body)]).toEqual([{ alg: algorithm, typ: 'at+jwt', kid: 'k1' }, { sub: 'a' }]);
    expect(signature).toBe(createHmac(hash, rfcKey).update(`${head}.${body}`).digest('base64url'));
  });

  it.each([
    ['another algorithm', '{"alg":"none"}', '"alg"'],
    ['the name of another in other letters', '{"alg":"hs256"}', '"alg"'],
    ['critical fields', '{"crit":["b64"]}', '"crit"'],
    ['another way of signing', '{"b64":false}', '"b64"'],
  ])('are refused with a header of %s', async (_what, header, word) => {
    expect(await refusal(signerOf(sealed('KEY', rfcKey)).sign(jwt({ header })))).toContain(word);
  });
});

describe('keys', () => {
  it.each([
    ['hex', `a1${'zz'.repeat(20)}`],
    ['hex', 'a1b'],
    ['base64', `${'AAAA'.repeat(8)}*`],
    ['base64', 'A'.repeat(29)],
    ['base64url', 'AA+/'.repeat(8)],
    ['base64', ''],
  ] as const)('in %s are a whole value or none: a beginning of %j is never taken', async (keyEncoding, value) => {
    for (const secret of [sealed('KEY', value), exposed('KEY', value)]) {
      const refused = await refusal(signerOf(secret).sign(hmac({ keyEncoding })));
      expect(refused).toMatch(/not written in|too short/);
      expect(value === '' || !refused.includes(value)).toBe(true);
    }
  });

  it('of 16 bytes are enough, and counted after decoding', async () => {
    const signer = signerOf(
      sealed('LONG', 'x'.repeat(16)),
      sealed('SHORT', 'x'.repeat(15)),
      sealed('HEX', '0a'.repeat(15)),
    );
    expect(await signer.sign(hmac({ name: 'LONG' }))).toHaveLength(64);
    expect(await refusal(signer.sign(hmac({ name: 'SHORT' })))).toContain('too short');
    expect(await refusal(signer.sign(hmac({ name: 'HEX', keyEncoding: 'hex' })))).toContain('too short');
    expect(await refusal(signer.sign(aws({ name: 'SHORT' })))).toContain('too short');
    expect(await refusal(signer.sign(jwt({ name: 'SHORT' })))).toContain('too short');
  });
});

describe('what a call had signed', () => {
  const value = 'a value that is long enough';

  it('is counted by secret, and what was refused is remembered with its reason, for secrets that there are', async () => {
    const signer = signerOf(sealed('KEY', value), exposed('OPEN', 'x'), sealed('SHORT', 'x'));
    await signer.sign(hmac());
    await signer.sign(jwt());
    await signer.sign(hmac({ name: 'OPEN' }));
    await refusal(signer.sign(hmac({ name: 'SHORT' })));
    await refusal(signer.sign(hmac({ name: 'a value given by mistake' })));
    expect(signer.log()).toEqual({
      signed: [
        { name: 'KEY', mode: 'sealed', count: 2 },
        { name: 'OPEN', mode: 'exposed', count: 1 },
      ],
      refused: [{ name: 'SHORT', reason: expect.stringContaining('too short') as unknown }],
    });
    expect(JSON.stringify(signer.log())).not.toContain(value);
  });

  it.each([
    ['an HMAC', hmac({ message: Buffer.from(`a ${placeholder}`) })],
    ['claims', jwt({ claims: JSON.stringify({ key: placeholder }) })],
    ['a header of a token', jwt({ header: JSON.stringify({ kid: placeholder }) })],
    ['the URL of a request', aws({ url: `https://a.example/?key=${placeholder}` })],
    ['a header of a request', aws({ headers: [['x-key', placeholder]] })],
  ])('is never the placeholder of a sealed secret: %s', async (_what, request) => {
    const signer = signerOf(sealed('KEY', value));
    expect(await refusal(signer.sign(request))).toContain('TOKEN');
    expect(signer.log().signed).toEqual([]);
  });

  it('is the value of a sealed session token, of which the placeholder is sent', async () => {
    const token = 'the session token of somebody';
    const asked = aws({ sessionToken: placeholder, date: '20150830T123600Z' });
    const signer = signerOf(sealed('KEY', value), sealed('TOKEN', token));
    const headers = new Map(await pairs(signer.sign(asked)));
    const plain = new Map(await pairs(signerOf(exposed('KEY', value)).sign({ ...asked, sessionToken: token })));
    expect(headers.get('x-amz-security-token')).toBe(placeholder);
    expect(headers.get('authorization')).toBe(plain.get('authorization'));
    expect(signer.log().signed.map(({ name }) => name)).toEqual(['KEY', 'TOKEN']);
    expect(JSON.stringify([...headers])).not.toContain(token);
  });

  async function pairs(made: Promise<unknown>): Promise<[string, string][]> {
    const list: unknown = await made;
    if (!Array.isArray(list)) throw new TypeError('No headers came.');
    return list.map((pair: unknown) => (Array.isArray(pair) ? [String(pair[0]), String(pair[1])] : ['', '']));
  }
});
