import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { z } from 'zod';
import { KeyFileError } from '../errors.js';
import { type ChatFile, type VaultPrivateFile, type VaultPublicFile } from './key-file.schema.js';
import { chatFileSchema, vaultPrivateFileSchema, vaultPublicFileSchema } from './key-file.schema.js';
import { chatKeyIdOf, publicKeyOf, vaultKeyIdOf } from './key-material.js';
import { systemErrorCode } from './system-error-code.js';

const RESTORE = 'Put the file back from a backup. A new key does not open what was stored under the old one.';
const MAX_BYTES = 1_048_576;

function openKeyFile(file: string): number {
  const name = basename(file);
  try {
    return openSync(file, 'r');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') throw new KeyFileError('KEY_FILE_MISSING', `The key file ${name} is missing.`, RESTORE);
    const remedy = 'Let the user that runs this process read it.';
    throw new KeyFileError('KEY_FILE_UNREADABLE', `The key file ${name} cannot be read (${code}).`, remedy);
  }
}

function readText(file: string, secret: boolean): string {
  const name = basename(file);
  const handle = openKeyFile(file);
  try {
    const { mode, size } = fstatSync(handle);
    if (secret && process.platform !== 'win32' && (mode & 0o077) !== 0) {
      const found = (mode & 0o777).toString(8).padStart(4, '0');
      throw new KeyFileError(
        'KEY_FILE_PERMISSIONS',
        `The key file ${name} can be read by others (mode ${found}).`,
        `Run: chmod 600 ${name} in its folder; if others had access to the machine, rotate the key.`,
      );
    }
    if (size > MAX_BYTES) throw new KeyFileError('KEY_FILE_INVALID', `The key file ${name} is too large.`, RESTORE);
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}

function readKeyFile<T>(file: string, schema: z.ZodType<T>, secret: boolean): T {
  const text = readText(file, secret);
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // The parser's own message may quote the file, so it is dropped.
    throw new KeyFileError(
      'KEY_FILE_INVALID',
      `The key file ${basename(file)} is damaged or of another kind.`,
      RESTORE,
    );
  }
}

function demand(ok: boolean, file: string): void {
  if (ok) return;
  throw new KeyFileError(
    'KEY_FILE_INVALID',
    `The key file ${basename(file)} holds a key that does not fit its id.`,
    RESTORE,
  );
}

/** Reads and checks `vault-public.json`. Throws {@link KeyFileError}. */
export function readVaultPublicFile(file: string): VaultPublicFile {
  const parsed = readKeyFile(file, vaultPublicFileSchema, false);
  demand(
    parsed.keys.every(({ keyId, publicKey }) => vaultKeyIdOf(publicKey) === keyId),
    file,
  );
  return parsed;
}

/** Reads and checks `vault-private.json`: mode 0600, ids and public halves that fit. Throws {@link KeyFileError}. */
export function readVaultPrivateFile(file: string): VaultPrivateFile {
  const parsed = readKeyFile(file, vaultPrivateFileSchema, true);
  const fits = parsed.keys.every(
    ({ keyId, publicKey, privateKey }) => vaultKeyIdOf(publicKey) === keyId && publicKeyOf(privateKey) === publicKey,
  );
  demand(fits, file);
  return parsed;
}

/** Reads and checks `chat.json`: mode 0600, ids that fit. Throws {@link KeyFileError}. */
export function readChatFile(file: string): ChatFile {
  const parsed = readKeyFile(file, chatFileSchema, true);
  demand(
    parsed.keys.every(({ keyId, key }) => chatKeyIdOf(key) === keyId),
    file,
  );
  return parsed;
}
