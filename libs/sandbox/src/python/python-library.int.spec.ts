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
});
