import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from '../hazards/hazard-kit.js';

describe("CPython's library in the isolate", () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('python', { idle: { javascript: 0, python: 1 } });
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it.each([
    [
      'PBKDF2 as RFC 6070 has it',
      `import hashlib; hashlib.pbkdf2_hmac('sha1', b'password', b'salt', 2).hex()`,
      'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957',
    ],
    [
      'PBKDF2 over several blocks as RFC 7914 has it',
      `import hashlib; hashlib.pbkdf2_hmac('sha256', b'passwd', b'salt', 1, 64).hex()[-32:]`,
      '7c71b845b1e30bd509112041d3a19783',
    ],
    [
      'PBKDF2 with a hash that OpenSSL names otherwise, and with a key of its own length',
      `import hashlib; (len(hashlib.pbkdf2_hmac('blake2s', b'p', b's', 1)), len(hashlib.pbkdf2_hmac('sha3_256', b'p', b's', 1)))`,
      '(32, 32)',
    ],
    [
      'scrypt as RFC 7914 has it',
      `import hashlib; hashlib.scrypt(b'password', salt=b'NaCl', n=1024, r=8, p=16).hex()[:32]`,
      'fdbabe1c9d3472007856e7190d01e9fe',
    ],
    [
      'the errors of PBKDF2 and scrypt',
      `import hashlib
def kind(f, *args, **more):
    try:
        f(*args, **more)
    except Exception as error:
        return type(error).__name__
(kind(hashlib.pbkdf2_hmac, 'none', b'p', b's', 1), kind(hashlib.pbkdf2_hmac, 'sha1', 'p', b's', 1),
 kind(hashlib.pbkdf2_hmac, 'sha1', b'p', b's', 0), kind(hashlib.scrypt, b'p', salt=b's', n=3, r=8, p=1),
 kind(hashlib.scrypt, b'p', salt=b's', n=2**20, r=8, p=1))`,
      "('ValueError', 'TypeError', 'ValueError', 'ValueError', 'ValueError')",
    ],
    ['the home folder', `import pathlib, getpass; f'{pathlib.Path.home()} {getpass.getuser()}'`, '/workspace agent'],
    ['the numbers of the streams', `import sys; (sys.stdout.fileno(), sys.stderr.fileno())`, '(1, 2)'],
    [
      'time zones',
      `import datetime, zoneinfo; str(datetime.datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')))`,
      '2026-07-01 00:00:00+02:00',
    ],
    ['a database', `import sqlite3; sqlite3.connect(':memory:').execute("select upper('a')").fetchone()`, "('A',)"],
    [
      'compression',
      `import bz2, lzma, gzip, zlib; [m.decompress(m.compress(b'a')) for m in (bz2, lzma, gzip, zlib)]`,
      "[b'a', b'a', b'a', b'a']",
    ],
    [
      'endless recursion',
      `def f(): return f()
try:
    f()
except RecursionError as error:
    answer = type(error).__name__
answer`,
      'RecursionError',
    ],
    [
      'its own tests',
      `import unittest
class T(unittest.TestCase):
    def test_a(self):
        with self.subTest(n=1):
            self.assertEqual(1 + 1, 2)
result = unittest.TestResult()
unittest.defaultTestLoader.loadTestsFromTestCase(T).run(result)
(result.testsRun, result.wasSuccessful())`,
      '(1, True)',
    ],
  ])(
    '%s',
    async (_name, code, result) => {
      expect(await kit.run({ code })).toMatchObject({ error: null, result });
    },
    30_000,
  );

  it('a key that would take an hour to derive ends with the time of its call', async () => {
    const code = `import hashlib; hashlib.pbkdf2_hmac('sha512', b'p', b's', 2**31 - 1)`;
    const { error, durationMs } = await kit.run({ code, wallTimeoutMs: 1_000 });
    expect(error?.kind).toBe('TIMEOUT');
    expect(durationMs).toBeLessThan(15_000);
    expect((await kit.run({ code: '1 + 1' })).result).toBe('2');
  });
});
