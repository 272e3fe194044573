import { createHash } from 'node:crypto';
import { findKey } from './find-key.js';

/** Letters that look random and are the same every time; put together here, so that no scanner takes them for real. */
function letters(length: number, alphabet: string, seed: string): string {
  let text = '';
  for (let round = 0; text.length < length; round += 1) {
    for (const byte of createHash('sha512').update(`${seed}${round}`).digest()) {
      text += alphabet[byte % alphabet.length] ?? '';
    }
  }
  return text.slice(0, length);
}
const mixed = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const base62 = (length: number, seed = 'a'): string => `${letters(length - 2, mixed, seed)}a1`;
const hex = (length: number, seed = 'a'): string => letters(length, '0123456789abcdef', seed);
const upper = (length: number): string => letters(length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 'u');
const alpha = (length: number): string => letters(length, mixed.slice(0, 52), 'l');

const known: readonly string[] = [
  `sk-${base62(48)}`,
  `sk-proj-${base62(64)}`,
  `sk-svcacct-${base62(60)}`,
  `sk-admin-${base62(60)}`,
  `sk-ant-api03-${base62(90)}`,
  `sk-ant-oat01-${base62(90)}`,
  `sk-or-v1-${hex(64)}`,
  `sk_live_${base62(24)}`,
  `sk_test_${base62(24)}`,
  `rk_live_${base62(24)}`,
  `whsec_${base62(32)}`,
  `ghp_${base62(36)}`,
  `gho_${base62(36)}`,
  `ghu_${base62(36)}`,
  `ghs_${base62(36)}`,
  `ghr_${base62(36)}`,
  `github_pat_${base62(22)}_${base62(59)}`,
  `glpat-${base62(20)}`,
  `gldt-${base62(20)}`,
  `glrt-${base62(20)}`,
  `xoxb-${'1'.repeat(4)}23456789-${base62(24)}`,
  `xoxp-12345678901-${base62(30)}`,
  `xoxe-12345678901-${base62(30)}`,
  `xapp-1-A0123456789-${base62(40)}`,
  `AKIA${upper(16)}`,
  `ASIA${upper(16)}`,
  `AIza${base62(35)}`,
  `GOCSPX-${base62(28)}`,
  `ya29.${base62(60)}`,
  `hf_${alpha(34)}`,
  `npm_${base62(36)}`,
  `pypi-AgEIcHlwaS5vcmc${base62(80)}`,
  `SG.${base62(22)}.${base62(43)}`,
  `SK${hex(32)}`,
  `key-${hex(32)}`,
  `${hex(32)}-us14`,
  `dop_v1_${hex(64)}`,
  `shpat_${hex(32)}`,
  `shpss_${hex(32)}`,
  `sq0atp-${base62(22)}`,
  `sq0csp-${base62(43)}`,
  `lin_api_${base62(40)}`,
  `ntn_${base62(46)}`,
  `hvs.${base62(90)}`,
  `dapi${hex(32)}`,
  `gsk_${base62(52)}`,
  `xai-${base62(80)}`,
  `r8_${base62(37)}`,
  `pplx-${base62(48)}`,
  `123456789:AA${base62(33)}`,
  `AGE-SECRET-KEY-1${upper(58)}`,
  `clk_${base62(32)}`,
  `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${base62(43)}`,
  `https://hooks.slack.com/services/T01234567/B01234567/${base62(24)}`,
  `https://discord.com/api/webhooks/123456789012345678/${base62(68)}`,
  `postgres://app:${base62(12)}@db.internal:5432/app`,
  `mysql://root:${base62(12)}@10.0.0.2/shop`,
  `mongodb+srv://app:${base62(14)}@cluster0.mongodb.net/app`,
  `redis://:${base62(20)}@cache:6379`,
  `amqps://app:${base62(16)}@queue/v`,
  `https://deploy:${base62(16)}@git.internal/app.git`,
  `-----BEGIN PRIVATE KEY-----\n${base62(64)}\n${base62(64)}\n-----END PRIVATE KEY-----`,
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${base62(70)}\n-----END OPENSSH PRIVATE KEY-----`,
  base62(32, 'r1'),
  base62(40, 'r2'),
  base62(64, 'r3'),
  base62(48, 'r4'),
  base62(86, 'r5'),
  base62(28, 'r6'),
];

const inWords: readonly (readonly [string, string])[] = [
  [`my api key is ${hex(32)}`, hex(32)],
  [`API_KEY=${hex(40)}`, hex(40)],
  [`"client_secret": "${base62(20)}"`, base62(20)],
  [`Authorization: Bearer ${hex(48)}`, hex(48)],
  [`password: ${base62(18)}`, base62(18)],
  [`the token is '${hex(24)}' ok?`, hex(24)],
];

const uuid = (seed: string): string => hex(32, seed).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
const generated = Array.from({ length: 12 }, (_value, at) => [
  `The run ${uuid(`u${at}`)} failed.`,
  `See commit ${hex(40, `g${at}`)} please`,
  `fixed in ${hex(7, `s${at}`)}`,
  `sha256:${hex(64, `h${at}`)}`,
  `https://files.example.com/d/${base62(44, `d${at}`)}/edit?usp=sharing`,
]).flat();

const harmless: readonly string[] = [
  ...generated,
  '',
  'Hello there',
  'What is an API key?',
  'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret',
  'My token is called X_BEARER_TOKEN and the key OPENAI_API_KEY',
  'Why does my password not work anymore since yesterday?',
  'const bearerToken = process.env.X_BEARER_TOKEN;',
  'bearer_token = os.environ["X_BEARER_TOKEN"]',
  'Authorization: `Bearer ${bearerToken}`',
  'headers = {"Authorization": f"Bearer {bearer_token}"}',
  'curl -H "Authorization: Bearer $TOKEN" https://api.x.com/2/tweets',
  'export OPENAI_API_KEY=sk-...',
  'sk-your-api-key-goes-here-please',
  'sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  'AKIAIOSFODNN7EXAMPLE',
  'postgres://user:password@localhost/db',
  'postgres://user:$PASSWORD@db/app',
  'https://user:<password>@host/',
  'redis://localhost:6379',
  'mongodb://127.0.0.1:27017/app',
  'a key such as ghp_… or github_pat_…',
  'convertUtf8ToBase64StringWithPaddingAndMore2Times',
  'AbstractSingletonProxyFactoryBean2ForSpring5',
  'getElementsByClassName1234567890',
  'node_modules/@tanstack/react-query/build/modern/useQuery.js',
  'apps/web/src/chat/composer/composer-rules.spec.ts',
  'sha512-Gk8Ff5r8Zx3vQ9bL0pYt7WmUe2NcXa6sHd1JiKoR4lVbTnMqPzCyEwDgFhAjSkLx==',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4',
  'SGVsbG8gd29ybGQsIHRoaXMgaXMgYSB0ZXN0IG9mIGJhc2U2NCE=',
  '0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe is not a token I own'.slice(0, 20),
  'IMG_20261123_094512_final_version2.jpeg',
  'Screenshot 2026-11-23 at 09.45.12 (2).png',
  '2026-11-23T09:45:12.123Z',
  '+49 170 1234567 and +1-202-555-0143',
  'DE89 3704 0044 0532 0130 00',
  'ISBN 978-3-16-148410-0',
  'the-quick-brown-fox-jumps-over-the-lazy-dog-2026',
  'THIS_IS_A_VERY_LONG_CONSTANT_NAME_2026_V2',
  'npm_config_registry',
  'hf_hub_download',
  'pypi-server',
  'key-value store',
  'sk-learn is a library',
  'SG. is a city',
  'SKU12345678',
  'eyJ is how a JWT begins',
  '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----',
  'ssh: connect to host example.com port 22',
  'rgba(12, 34, 56, 0.78) #a1b2c3',
  'grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr))',
  'SELECT id, name FROM users WHERE token IS NOT NULL',
  'password = getpass.getpass("Password: ")',
  'token = response.json()["access_token"]',
  'const secret = crypto.randomBytes(32).toString("hex")',
  'The secret is to stir continuously for twenty minutes',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1',
  '1234567890123456789012345678901234567890',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'Donaudampfschifffahrtsgesellschaftskapitän',
  'llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch',
  '======================================',
  '----------------------------------------',
];

it.each(known)('catches a credential whole, No %#', (value) => {
  expect(findKey(`Please use ${value} for this`)?.value).toBe(value);
});

it.each(inWords)('catches what its writer calls one: No %#', (text, value) => {
  expect(findKey(text)?.value).toBe(value);
});

it.each(harmless)('lets pass: %s', (text) => {
  expect(findKey(text)).toBeNull();
});

it('is tried on enough', () => {
  expect(known.length + inWords.length).toBeGreaterThanOrEqual(60);
  expect(harmless.length).toBeGreaterThanOrEqual(100);
});
