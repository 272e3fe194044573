import { describe, expect, it } from '@jest/globals';

import { JAVASCRIPT_LIMITS } from '../limits.js';
import type { ToolError } from '../sandbox.types.js';
import { SigningError, type SigningPort, type SigningRequest } from '../signing.port.js';
import { SigningDesk } from './signing-desk.js';

const hmac = { kind: 'hmac', name: 'KEY', algorithm: 'sha256', keyEncoding: 'utf8', encoding: 'hex', hasBody: true };
const jwt = { kind: 'jwt', name: 'KEY', algorithm: 'HS256', keyEncoding: 'utf8', claims: '{}', header: null };
const aws = {
  ...{ kind: 'aws-v4', name: 'KEY', accessKeyId: 'AKID', sessionToken: null, region: 'us-east-1', service: 's3' },
  ...{ method: 'GET', url: 'https://a.example/', headers: [['a', 'b']], bodySha256: 'UNSIGNED-PAYLOAD', date: null },
};
const message = Buffer.from('message');
const none = new Uint8Array(0);

class PlayedSigner implements SigningPort {
  readonly seen: SigningRequest[] = [];
  sign(request: SigningRequest): Promise<string> {
    this.seen.push(request);
    if (request.name === 'GONE') return Promise.reject(new SigningError('It is gone.'));
    if (request.name === 'BUG') return Promise.reject(new Error('the value is hunter2, at /srv/x'));
    return Promise.resolve('signature');
  }
}

function openDesk(limits: Partial<typeof JAVASCRIPT_LIMITS> = {}) {
  const signer = new PlayedSigner();
  const stops: ToolError[] = [];
  const desk = new SigningDesk(signer, { ...JAVASCRIPT_LIMITS, ...limits }, (error) => stops.push(error));
  const ask = async (request: object | string, bytes: Uint8Array = none): Promise<unknown> =>
    JSON.parse(await desk.answer(typeof request === 'string' ? request : JSON.stringify(request), bytes)) as unknown;
  return { desk, signer, stops, ask };
}

describe('SigningDesk', () => {
  it('hands on what is well formed, with the bytes of an HMAC', async () => {
    const { signer, ask } = openDesk();
    expect(await ask(hmac, message)).toEqual({ ok: true, value: 'signature' });
    expect(await ask({ ...jwt, hasBody: false })).toEqual({ ok: true, value: 'signature' });
    expect(await ask({ ...aws, hasBody: false })).toEqual({ ok: true, value: 'signature' });
    const { hasBody: sent, ...known } = hmac;
    expect(sent).toBe(true);
    expect(signer.seen).toEqual([{ ...known, message }, jwt, aws]);
  });

  it.each<[string, object | string]>([
    ['no JSON', '{'],
    ['another kind', { ...hmac, kind: 'reveal' }],
    ['another hash', { ...hmac, algorithm: 'md5' }],
    ['an HMAC without a message', { ...hmac, hasBody: false }],
    ['a name that is none', { ...hmac, name: { toString: 'x' } }],
    ['a further field', { ...hmac, value: 'x' }],
    ['no algorithm', { ...jwt, algorithm: 'none', hasBody: false }],
    ['a public key algorithm', { ...jwt, algorithm: 'RS256', hasBody: false }],
    ['claims that are no object', { ...jwt, claims: '[]', hasBody: false }],
    ['a header that is no JSON', { ...jwt, header: 'x', hasBody: false }],
    ['a region that ends its line', { ...aws, region: 'us-east-1\nx', hasBody: false }],
    ['a service with a slash', { ...aws, service: 'a/aws4_request', hasBody: false }],
    ['a header that ends its line', { ...aws, headers: [['a', 'b\nhost:x']], hasBody: false }],
    ['a header name with a colon', { ...aws, headers: [['a:b', 'c']], hasBody: false }],
    ['an access key id with a comma', { ...aws, accessKeyId: 'a, Signature=b', hasBody: false }],
    ['a file', { ...aws, url: 'file:///etc/passwd', hasBody: false }],
  ])('refuses %s', async (_what, request) => {
    const { signer, ask } = openDesk();
    expect(await ask(request)).toMatchObject({ ok: false, code: 'SIGNING' });
    expect(signer.seen).toEqual([]);
  });

  it('passes on a refusal in its words, and nothing of any other error', async () => {
    const { ask } = openDesk();
    expect(await ask({ ...hmac, name: 'GONE' }, message)).toMatchObject({ ok: false, message: 'It is gone.' });
    expect(JSON.stringify(await ask({ ...hmac, name: 'BUG' }, message))).not.toMatch(/hunter2|srv/);
  });

  it('ends a process that asks for more signatures, or for more bytes to be signed, than it may', async () => {
    const many = openDesk({ signatures: 2 });
    for (let asked = 0; asked < 2; asked += 1) expect(await many.ask(hmac, message)).toMatchObject({ ok: true });
    expect(many.stops).toEqual([]);
    expect(await many.ask(hmac, message)).toMatchObject({ ok: false });
    expect(many.stops).toMatchObject([{ kind: 'OUTPUT_LIMIT' }]);
    const large = openDesk({ signingBytes: 1_000 });
    expect(await large.ask(hmac, new Uint8Array(1_000))).toMatchObject({ ok: false });
    expect(large.stops).toMatchObject([{ kind: 'OUTPUT_LIMIT' }]);
    expect([many.signer.seen.length, large.signer.seen.length]).toEqual([2, 0]);
  });

  it('signs nothing for a call that has ended, and nothing without a signer', async () => {
    const { desk, signer, ask } = openDesk();
    const late = ask(hmac, message);
    desk.close();
    expect(await late).toMatchObject({ ok: false });
    expect(signer.seen).toEqual([]);
    const alone = new SigningDesk(undefined, JAVASCRIPT_LIMITS, () => undefined);
    expect(JSON.parse(await alone.answer(JSON.stringify(hmac), message))).toMatchObject({ ok: false });
  });
});
