import { describe, expect, it } from '@jest/globals';

import { deriveKey } from './key-derivation.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const scrypt = {
  password: base64('password'),
  salt: base64('NaCl'),
  length: 64,
  cost: 1024,
  blockSize: 8,
  parallelization: 16,
  maxmem: 32 * 1_048_576,
};
const invalid = '{"ok":false,"code":"INVALID"}';

describe('deriveKey', () => {
  it('derives by scrypt as RFC 7914 has it', () => {
    const { data } = JSON.parse(deriveKey('crypto.scrypt', JSON.stringify(scrypt))) as { data: string };
    expect(Buffer.from(data, 'base64').toString('hex')).toMatch(/^fdbabe1c9d3472007856e7190d01e9fe/);
  });

  it.each([
    ['no JSON', '{'],
    ['too little memory', JSON.stringify({ ...scrypt, maxmem: 1_048_576 })],
    ['more memory than there is to have', JSON.stringify({ ...scrypt, cost: 1_048_576, maxmem: 2_000_000_000 })],
    ['a cost that is no power of two', JSON.stringify({ ...scrypt, cost: 1000 })],
    ['a field that nobody knows', JSON.stringify({ ...scrypt, more: 1 })],
    ['a key longer than a megabyte', JSON.stringify({ ...scrypt, length: 1_048_577 })],
  ])('refuses %s', (_name, json) => {
    expect(deriveKey('crypto.scrypt', json)).toBe(invalid);
  });

  it('refuses a hash that does not exist', () => {
    const { password, salt } = scrypt;
    const json = JSON.stringify({ hash: 'none', password, salt, iterations: 1, length: 8 });
    expect(deriveKey('crypto.pbkdf2', json)).toBe(invalid);
  });
});
