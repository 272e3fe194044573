import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { fromBase64url, toBase64url } from '@cloakroom/contracts/sealing';
import fc from 'fast-check';
import { EnvelopeError, SecretOpenError } from '../errors.js';
import { ensureVaultKeys } from '../keys/ensure-keys.js';
import { publicPartOf, retireVaultKey, rotateVaultKeys } from '../keys/key-material.js';
import { readVaultPrivateFile } from '../keys/read-key-file.js';
import { replaceKeyFile } from '../keys/write-key-file.js';
import { VaultSealer } from '../seal/vault-sealer.js';
import { VaultOpener } from './vault-opener.js';

const value = 'clk-test-4f9a2b7c-öß😀';
const binding = { userId: 'user-1', name: 'X_BEARER_TOKEN', version: 3 };

let folder: string;
let sealer: VaultSealer;
let opener: VaultOpener;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloakroom-vault-'));
  const { publicFile, privateFile } = await ensureVaultKeys(folder);
  sealer = await VaultSealer.load(publicFile);
  opener = await VaultOpener.load(privateFile);
});

afterEach(() => rm(folder, { recursive: true }));

async function failureOf(promise: Promise<unknown>): Promise<SecretOpenError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SecretOpenError)) throw new Error('It opened, or failed in another way.');
  return error;
}

function flipBit(text: string, bit: number): string {
  const bytes = fromBase64url(text);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return toBase64url(bytes);
}

describe('the vault', () => {
  it('opens what was sealed, whatever the value', async () => {
    const values = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 1e9 }), async (text, version) => {
        const envelope = await sealer.sealOnBehalf({ ...binding, value: text, version });
        const opened = await opener.open({ ...binding, envelope, version });
        expect(opened.reveal()).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a byte-order mark and blanks of a value', async () => {
    const envelope = await sealer.sealOnBehalf({ ...binding, value: '\ufeff token \n' });
    expect((await opener.open({ ...binding, envelope })).reveal()).toBe('\ufeff token \n');
  });

  it('seals the same value to another ciphertext each time', async () => {
    const one = await sealer.sealOnBehalf({ ...binding, value });
    const other = await sealer.sealOnBehalf({ ...binding, value });
    expect(one.enc).not.toBe(other.enc);
    expect(one.ct).not.toBe(other.ct);
  });

  it('P30: refuses a ciphertext moved to another user, name or version', async () => {
    const envelope = await sealer.sealOnBehalf({ ...binding, value });
    const elsewhere = [
      { userId: 'user-2' },
      { name: 'Y_BEARER_TOKEN' },
      { version: 4 },
      { version: 2 },
      { userId: '' },
    ];
    for (const change of elsewhere) {
      const error = await failureOf(opener.open({ ...binding, envelope, ...change }));
      expect(error.code).toBe('SECRET_NOT_AUTHENTIC');
    }
  });

  it('P31: refuses one bit flipped anywhere in the encapsulated key or the ciphertext', async () => {
    const envelope = await sealer.sealOnBehalf({ ...binding, value });
    const codes = new Set<string>();
    for (const field of ['enc', 'ct'] as const) {
      const bits = fromBase64url(envelope[field]).length * 8;
      for (let bit = 0; bit < bits; bit++) {
        // X25519 ignores the top bit of a public key (RFC 7748, section 5); HPKE still binds it through its KEM context.
        const damaged = { ...envelope, [field]: flipBit(envelope[field], bit) };
        codes.add((await failureOf(opener.open({ ...binding, envelope: damaged }))).code);
      }
    }
    expect([...codes]).toEqual(['SECRET_NOT_AUTHENTIC']);
  });

  it('P31: refuses one bit flipped in any character of the stored text', async () => {
    const envelope = await sealer.sealOnBehalf({ ...binding, value });
    const codes = new Set<string>();
    for (const field of ['suite', 'keyId', 'enc', 'ct'] as const) {
      const text = envelope[field];
      for (let at = 0; at < text.length; at++) {
        for (let bit = 0; bit < 7; bit++) {
          const changed = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
          const damaged = { ...envelope, [field]: text.slice(0, at) + changed + text.slice(at + 1) };
          codes.add((await failureOf(opener.open({ ...binding, envelope: damaged }))).code);
        }
      }
    }
    expect([...codes].sort()).toEqual(['SECRET_ENVELOPE_INVALID', 'SECRET_KEY_UNKNOWN', 'SECRET_NOT_AUTHENTIC']);
  });

  it('refuses a ciphertext cut short, and an encapsulated key of small order', async () => {
    const envelope = await sealer.sealOnBehalf({ ...binding, value });
    const bytes = fromBase64url(envelope.ct);
    for (let cut = 1; cut < 16; cut++) {
      const ct = toBase64url(bytes.subarray(0, bytes.length - cut));
      await failureOf(opener.open({ ...binding, envelope: { ...envelope, ct } }));
    }
    const enc = toBase64url(new Uint8Array(32));
    expect((await failureOf(opener.open({ ...binding, envelope: { ...envelope, enc } }))).code).toBe(
      'SECRET_NOT_AUTHENTIC',
    );
  });

  it('says nothing of the value in errors, and a value shows itself to nobody but its caller', async () => {
    const envelope = await sealer.sealOnBehalf({ ...binding, value });
    const error = await failureOf(opener.open({ ...binding, envelope, version: 9 }));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('4f9a2b7c');
    const opened = await opener.open({ ...binding, envelope });
    const shown = [String(opened), JSON.stringify({ opened }), inspect(opened, { depth: 9, showHidden: true })];
    expect(shown.join(' ')).not.toContain('4f9a2b7c');
    expect(Object.keys(opened)).toEqual([]);
  });
});

describe('vault keys that change', () => {
  it('are followed while the processes run: the old key opens until it is retired, the new one seals at once', async () => {
    const before = await sealer.sealOnBehalf({ ...binding, value });
    const privateFile = join(folder, 'vault-private.json');
    const rotated = rotateVaultKeys(readVaultPrivateFile(privateFile));
    await replaceKeyFile(privateFile, rotated);
    await replaceKeyFile(join(folder, 'vault-public.json'), publicPartOf(rotated));
    const after = await sealer.sealOnBehalf({ ...binding, value });
    expect(after.keyId).not.toBe(before.keyId);
    expect((await opener.open({ ...binding, envelope: before })).reveal()).toBe(value);
    expect((await opener.open({ ...binding, envelope: after })).reveal()).toBe(value);
    expect(sealer.checkEnvelope(before).isCurrentKey).toBe(false);
    expect(sealer.checkEnvelope(after).isCurrentKey).toBe(true);
    await replaceKeyFile(privateFile, retireVaultKey(rotated, before.keyId));
    expect((await failureOf(opener.open({ ...binding, envelope: before }))).code).toBe('SECRET_KEY_UNKNOWN');
    expect(opener.keyIds()).toEqual([after.keyId]);
  });

  it('stay as they were when the file is damaged or removed later', async () => {
    const envelope = await sealer.sealOnBehalf({ ...binding, value });
    await writeFile(join(folder, 'vault-private.json'), '{', { mode: 0o600 });
    expect((await opener.open({ ...binding, envelope })).reveal()).toBe(value);
    await rm(join(folder, 'vault-private.json'));
    expect((await opener.open({ ...binding, envelope })).reveal()).toBe(value);
  });

  it('refuses at the gateway what the worker could not open', async () => {
    const envelope = await sealer.sealOnBehalf({ ...binding, value });
    const codeOf = (candidate: unknown): string => {
      try {
        sealer.checkEnvelope(candidate);
        return 'taken';
      } catch (error) {
        return error instanceof EnvelopeError ? error.code : 'other';
      }
    };
    expect(codeOf(envelope)).toBe('taken');
    expect(codeOf({ ...envelope, keyId: 'vk_unknownunknown' })).toBe('ENVELOPE_KEY_UNKNOWN');
    const damaged = [
      { v: 2 },
      { suite: 'other' },
      { enc: `${envelope.enc}A` },
      { ct: 'AAAA' },
      { value },
      { ct: `${'A'.repeat(24)}B` },
    ];
    for (const change of damaged) expect(codeOf({ ...envelope, ...change })).toBe('ENVELOPE_INVALID');
    expect(codeOf(null)).toBe('ENVELOPE_INVALID');
    expect(codeOf({ ...envelope, ct: toBase64url(new Uint8Array(65_553)) })).toBe('ENVELOPE_INVALID');
  });

  it('cannot be loaded from the public file', async () => {
    await writeFile(join(folder, 'copy.json'), JSON.stringify({ kind: 'vault-public' }), { mode: 0o600 });
    await expect(VaultOpener.load(join(folder, 'copy.json'))).rejects.toMatchObject({ code: 'KEY_FILE_INVALID' });
  });
});
