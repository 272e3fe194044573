import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyFileError } from '../errors.js';
import { loadChatKeys } from './chat-keys.js';
import { KEY_FILES, ensureChatKey, ensureVaultKeys } from './ensure-keys.js';
import { createVaultKeys, publicPartOf, retireVaultKey, rotateChatKeys, rotateVaultKeys } from './key-material.js';
import { readChatFile, readVaultPrivateFile, readVaultPublicFile } from './read-key-file.js';
import { replaceKeyFile } from './write-key-file.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloakroom-keys-'));
});

afterEach(() => rm(folder, { recursive: true }));

const pathOf = (file: keyof typeof KEY_FILES): string => join(folder, KEY_FILES[file]);

async function contents(): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, at) => [name, texts[at] ?? '']));
}

async function refusalOf(attempt: () => unknown): Promise<KeyFileError> {
  const error = await Promise.resolve()
    .then(attempt)
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  if (!(error instanceof KeyFileError)) throw new Error('Expected a refusal.');
  expect(error.remedy.length).toBeGreaterThan(20);
  return error;
}

describe('first start', () => {
  it('makes all keys, readable by their owner alone, and leaves nothing else behind', async () => {
    expect((await ensureVaultKeys(folder)).created).toBe(true);
    expect((await ensureChatKey(folder)).created).toBe(true);
    expect(Object.keys(await contents())).toEqual(['chat.json', 'vault-private.json', 'vault-public.json']);
    for (const file of ['vaultPrivate', 'vaultPublic', 'chat'] as const) {
      expect((await stat(pathOf(file))).mode & 0o777).toBe(0o600);
    }
  });

  it('keeps the private key out of the public file', async () => {
    await ensureVaultKeys(folder);
    const { keys } = readVaultPrivateFile(pathOf('vaultPrivate'));
    expect((await contents())['vault-public.json']).not.toContain(keys[0]?.privateKey);
  });

  it('makes one set of keys when started many times at once', async () => {
    const starts = await Promise.all(Array.from({ length: 12 }, () => ensureVaultKeys(folder)));
    expect(starts.filter(({ created }) => created)).toHaveLength(1);
    await Promise.all(Array.from({ length: 12 }, () => ensureChatKey(folder)));
    expect(Object.keys(await contents())).toHaveLength(3);
  });
});

describe('every other start', () => {
  beforeEach(async () => {
    await ensureVaultKeys(folder);
    await ensureChatKey(folder);
  });

  it('changes nothing', async () => {
    const before = await contents();
    expect((await ensureVaultKeys(folder)).created).toBe(false);
    expect((await ensureChatKey(folder)).created).toBe(false);
    expect(await contents()).toEqual(before);
  });

  it('makes the public file again when only that one is gone', async () => {
    const before = await contents();
    await rm(pathOf('vaultPublic'));
    await ensureVaultKeys(folder);
    expect(await contents()).toEqual(before);
  });

  it('refuses when the private file is gone, and writes nothing', async () => {
    await rm(pathOf('vaultPrivate'));
    const before = await contents();
    expect((await refusalOf(() => ensureVaultKeys(folder))).code).toBe('KEY_FILE_MISSING');
    expect(await contents()).toEqual(before);
  });

  it('refuses the public file of another vault, and writes nothing', async () => {
    const { mode } = await stat(pathOf('vaultPublic'));
    await writeFile(pathOf('vaultPublic'), JSON.stringify(publicPartOf(createVaultKeys())), { mode });
    const before = await contents();
    expect((await refusalOf(() => ensureVaultKeys(folder))).code).toBe('KEY_FILE_MISMATCH');
    expect(await contents()).toEqual(before);
  });

  it.each(['vaultPrivate', 'chat'] as const)('refuses a %s file that others can read', async (file) => {
    for (const mode of [0o640, 0o604, 0o660, 0o644]) {
      await chmod(pathOf(file), mode);
      const error = await refusalOf(() => (file === 'chat' ? loadChatKeys(pathOf(file)) : ensureVaultKeys(folder)));
      expect(error.code).toBe('KEY_FILE_PERMISSIONS');
      expect(error.message).toContain('chmod 600');
    }
  });

  it.each(['', '{', '[]', '{"kind":"vault-private"}', 'null'])('refuses a damaged file: %p', async (text) => {
    for (const file of ['vaultPrivate', 'vaultPublic', 'chat'] as const) {
      await writeFile(pathOf(file), text);
    }
    expect((await refusalOf(() => readVaultPrivateFile(pathOf('vaultPrivate')))).code).toBe('KEY_FILE_INVALID');
    expect((await refusalOf(() => readVaultPublicFile(pathOf('vaultPublic')))).code).toBe('KEY_FILE_INVALID');
    expect((await refusalOf(() => ensureChatKey(folder))).code).toBe('KEY_FILE_INVALID');
  });

  it('brings a public file that an interrupted rotation left behind up to date', async () => {
    const vault = readVaultPrivateFile(pathOf('vaultPrivate'));
    await replaceKeyFile(pathOf('vaultPrivate'), rotateVaultKeys(vault));
    await ensureVaultKeys(folder);
    expect(readVaultPublicFile(pathOf('vaultPublic'))).toEqual(
      publicPartOf(readVaultPrivateFile(pathOf('vaultPrivate'))),
    );
  });

  it('refuses a key that is not the one of its id, without repeating it', async () => {
    const vault = readVaultPrivateFile(pathOf('vaultPrivate'));
    const other = createVaultKeys().keys[0];
    const mixed = { ...vault, keys: vault.keys.map((key) => ({ ...key, privateKey: other?.privateKey })) };
    await writeFile(pathOf('vaultPrivate'), JSON.stringify(mixed));
    const error = await refusalOf(() => readVaultPrivateFile(pathOf('vaultPrivate')));
    expect(error.code).toBe('KEY_FILE_INVALID');
    expect(error.message).not.toContain(other?.privateKey);
  });

  it('names the missing file, not its folder', async () => {
    await rm(pathOf('chat'));
    const error = await refusalOf(() => loadChatKeys(pathOf('chat')));
    expect(error.code).toBe('KEY_FILE_MISSING');
    expect(error.message).toContain('chat.json');
    expect(error.message).not.toContain(folder);
  });
});

describe('key files that change', () => {
  it('rotates to a new current key and keeps the old ones', async () => {
    const vault = createVaultKeys(new Date(0));
    const rotated = rotateVaultKeys(vault, new Date(1));
    expect(rotated.keys.slice(0, 1)).toEqual(vault.keys);
    expect(rotated.current).toBe(rotated.keys[1]?.keyId);
    expect(retireVaultKey(rotated, vault.current).keys.map(({ keyId }) => keyId)).toEqual([rotated.current]);
    expect(() => retireVaultKey(rotated, rotated.current)).toThrow(RangeError);
    expect(() => retireVaultKey(rotated, 'vk_unknown')).toThrow(RangeError);
    await ensureChatKey(folder);
    const chat = readChatFile(pathOf('chat'));
    expect(rotateChatKeys(chat).keys.slice(0, 1)).toEqual(chat.keys);
  });
});
