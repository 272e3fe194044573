import { createHash } from 'node:crypto';
import type { AwsSignatureRequest } from '@cloakroom/sandbox';
import { signAwsRequest } from './aws-signature.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const never = new Date(0);

function signatureOf(request: AwsSignatureRequest, secretAccessKey: string) {
  const { sessionToken } = request;
  const headers = new Map(signAwsRequest(request, { secretAccessKey, sessionToken }, never));
  const authorization = headers.get('authorization') ?? '';
  return { headers, authorization, signature: authorization.slice(authorization.indexOf('Signature=') + 10) };
}

describe("AWS's Signature Version 4 test suite", () => {
  const key = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  const token =
    'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';
  const unreserved = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const vanilla: AwsSignatureRequest = {
    ...{ kind: 'aws-v4', name: 'KEY', accessKeyId: 'AKIDEXAMPLE', sessionToken: null, region: 'us-east-1' },
    ...{ service: 'service', method: 'GET', url: 'https://example.amazonaws.com/', headers: [] },
    ...{ bodySha256: sha256(''), date: '20150830T123600Z' },
  };
  const url = (rest: string) => ({ url: `https://example.amazonaws.com${rest}` });
  const values = (...list: string[]) => ({ headers: list.map((value): [string, string] => ['My-Header1', value]) });
  const post = { method: 'POST' };
  const form = (type: string) => ({
    ...post,
    headers: [['Content-Type', type] as const],
    bodySha256: sha256('Param1=value1'),
  });

  it.each<[string, Partial<AwsSignatureRequest>, string]>([
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-header-key-duplicate',
      values('value2', 'value2', 'value1'),
      'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
    ],
    [
      'get-header-value-multiline',
      values('value1', 'value2', 'value3'),
      'ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790',
    ],
    [
      'get-header-value-order',
      values('value4', 'value1', 'value3', 'value2'),
      '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
    ],
    [
      'get-header-value-trim',
      {
        headers: [
          ['My-Header1', ' value1'],
          ['My-Header2', ' "a   b   c"'],
        ],
      },
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    ['get-unreserved', url(`/${unreserved}`), '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f'],
    ['get-slash', url('//'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['get-relative', url('/example/..'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-empty-query-key',
      url('/?Param1=value1'),
      'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
    ],
    [
      'get-vanilla-query-order-key-case',
      url('/?Param2=value2&Param1=value1'),
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-query-unreserved',
      url(`/?${unreserved}=${unreserved}`),
      '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
    ],
    ['get-vanilla-utf8-query', url('/?ሴ=bar'), '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04'],
    [
      'post-header-key-sort',
      { ...post, ...values('value1') },
      'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
    ],
    [
      'post-header-value-case',
      { ...post, ...values('VALUE1') },
      'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
    ],
    ['post-vanilla', post, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'post-vanilla-query',
      { ...post, ...url('/?Param1=value1') },
      '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
    ],
    [
      'post-sts-header-before',
      { ...post, sessionToken: token },
      '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
    ],
    [
      'post-x-www-form-urlencoded',
      form('application/x-www-form-urlencoded'),
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
    [
      'post-x-www-form-urlencoded-parameters',
      form('application/x-www-form-urlencoded; charset=utf8'),
      '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe',
    ],
    [
      'the guide’s ListUsers',
      {
        service: 'iam',
        url: 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08',
        headers: [['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8']],
      },
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    ],
  ])('%s', (_name, change, signature) => {
    expect(signatureOf({ ...vanilla, ...change }, key).signature).toBe(signature);
  });

  it('says what it signed with, and gives back what is to be sent', () => {
    const sent: AwsSignatureRequest['headers'] = [
      ['X-Own', 'a'],
      ['User-Agent', 'b'],
      ['Host', 'evil.example'],
      ['X-Amz-Date', 'c'],
    ];
    const { headers, authorization } = signatureOf({ ...vanilla, headers: sent }, key);
    expect([...headers.keys()]).toEqual(['X-Own', 'User-Agent', 'x-amz-date', 'authorization']);
    expect(headers.get('x-amz-date')).toBe('20150830T123600Z');
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/service\/aws4_request, SignedHeaders=host;x-amz-date;x-own, Signature=[0-9a-f]{64}$/,
    );
    expect(signatureOf({ ...vanilla, date: null }, key).headers.get('x-amz-date')).toBe('19700101T000000Z');
  });
});

describe("the examples of S3's documentation", () => {
  const key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const get: AwsSignatureRequest = {
    ...{ kind: 'aws-v4', name: 'KEY', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', sessionToken: null, region: 'us-east-1' },
    ...{ service: 's3', method: 'GET', url: 'https://examplebucket.s3.amazonaws.com/test.txt', headers: [] },
    ...{ bodySha256: sha256(''), date: '20130524T000000Z' },
  };
  const url = (rest: string) => ({ url: `https://examplebucket.s3.amazonaws.com${rest}` });

  it.each<[string, Partial<AwsSignatureRequest>, string]>([
    [
      'GET Object',
      { headers: [['Range', 'bytes=0-9']] },
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'PUT Object',
      {
        ...{ method: 'PUT', ...url('/test$file.text'), bodySha256: sha256('Welcome to Amazon S3.') },
        headers: [
          ['Date', 'Fri, 24 May 2013 00:00:00 GMT'],
          ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
        ],
      },
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    ['GET Bucket Lifecycle', url('/?lifecycle'), 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['GET Bucket', url('/?max-keys=2&prefix=J'), '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('%s', (_name, change, signature) => {
    const signed = signatureOf({ ...get, ...change }, key);
    expect(signed.signature).toBe(signature);
    expect(signed.headers.get('x-amz-content-sha256')).toBe(change.bodySha256 ?? sha256(''));
  });
});
