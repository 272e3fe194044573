import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { type TestAnswer, TestPerson, sendRequest } from '../testing/test-person.js';

const enrolmentSchema = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
const { password } = TestPerson;

describe('two-factor sign-in', () => {
  let gateway: TestGateway;
  let person: TestPerson;
  let secret: string;
  let backupCodes: string[];

  beforeAll(async () => {
    gateway = await startTestGateway();
    person = await TestPerson.signUp(gateway);
    const enabled = await person.request('POST', '/api/auth/two-factor/enable', { password });
    const enrolment = enrolmentSchema.parse(enabled.body);
    secret = new URL(enrolment.totpURI).searchParams.get('secret') ?? '';
    ({ backupCodes } = enrolment);
  });
  afterAll(() => gateway.close());

  const signIn = () => sendRequest(gateway, ['POST', '/api/auth/sign-in/email'], { email: person.email, password });

  const verify = (way: 'verify-totp' | 'verify-backup-code', cookie: string, code: string) =>
    sendRequest(gateway, ['POST', `/api/auth/two-factor/${way}`], { code }, { cookie });

  const secretsStatus = async (cookie: string) =>
    (await sendRequest(gateway, ['GET', '/api/v1/secrets'], undefined, { cookie })).status;

  it('asks for nothing before a code of the app was typed, and for the password before that', async () => {
    expect((await person.request('POST', '/api/auth/two-factor/enable', { password: 'wrong one' })).status).toBe(400);
    expect(await secretsStatus(cookieOf(await signIn()))).toBe(200);
  });

  it('lets in with a code only, once it is on', async () => {
    const switchedOn = await verify('verify-totp', person.cookie, totp(secret));
    expect(switchedOn.status).toBe(200);
    const halfway = await signIn();
    expect(halfway).toMatchObject({ status: 200, body: { twoFactorRedirect: true } });
    expect(halfway.text).not.toContain('"token"');
    expect(await secretsStatus(cookieOf(halfway))).toBe(401);
    expect((await verify('verify-totp', cookieOf(halfway), wrongCode(secret))).status).toBe(401);
    const entered = await verify('verify-totp', cookieOf(halfway), totp(secret));
    expect(entered.status).toBe(200);
    expect(await secretsStatus(cookieOf(entered))).toBe(200);
  });

  it('takes a backup code once', async () => {
    const [code = ''] = backupCodes;
    const entered = await verify('verify-backup-code', cookieOf(await signIn()), code);
    expect(await secretsStatus(cookieOf(entered))).toBe(200);
    expect((await verify('verify-backup-code', cookieOf(await signIn()), code)).status).toBe(401);
  });

  it('ends a sign-in after five wrong codes', async () => {
    const cookie = cookieOf(await signIn());
    for (let tries = 0; tries < 5; tries++) await verify('verify-totp', cookie, wrongCode(secret));
    expect((await verify('verify-totp', cookie, totp(secret))).status).not.toBe(200);
  });

  it('stores neither the key nor the codes as they are, and removes them with the account', async () => {
    const { db } = gateway.persistence.mongo.authDatabase();
    const stored = JSON.stringify(await db.collection('twoFactor').find({}).toArray());
    for (const known of [secret, rawKeyOf(secret), ...backupCodes]) expect(stored).not.toContain(known);
    expect(gateway.logText()).not.toContain(backupCodes[1]);
    const cookie = cookieOf(await verify('verify-totp', cookieOf(await signIn()), totp(secret)));
    const deleted = await sendRequest(gateway, ['DELETE', '/api/v1/account'], { password }, { cookie });
    expect(deleted.status).toBe(204);
    expect(await db.collection('twoFactor').countDocuments({})).toBe(0);
  });
});

function cookieOf({ headers }: TestAnswer): string {
  const pairs = headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}

/** RFC 4648, without padding. */
function rawKeyOf(base32: string): string {
  const bits = [...base32].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 2)));
}

/** RFC 6238: six digits, thirty seconds, HMAC-SHA-1. */
function totp(base32: string, now = Date.now()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac('sha1', Buffer.from(rawKeyOf(base32), 'latin1'))
    .update(counter)
    .digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Six digits that are right neither now nor in the minutes around. */
function wrongCode(base32: string): string {
  const near = [-60_000, -30_000, 0, 30_000, 60_000].map((away) => totp(base32, Date.now() + away));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code)) ?? '';
}
