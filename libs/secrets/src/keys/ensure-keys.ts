import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyFileError } from '../errors.js';
import { createChatKeys, createVaultKeys, publicPartOf } from './key-material.js';
import type { VaultPrivateFile } from './key-file.schema.js';
import { readChatFile, readVaultPrivateFile, readVaultPublicFile } from './read-key-file.js';
import { makeKeyFolder, replaceKeyFile, writeNewKeyFile } from './write-key-file.js';

/** File names in the folder of keys. The gateway is given the public one and the chat one, the worker the private one and the chat one. */
export const KEY_FILES = {
  vaultPublic: 'vault-public.json',
  vaultPrivate: 'vault-private.json',
  chat: 'chat.json',
} as const;

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** A rotation that was interrupted leaves a public file that is behind the private one; it is made again from that. */
async function matchPublicFile(file: string, vault: VaultPrivateFile): Promise<void> {
  const derived = publicPartOf(vault);
  const stored = readVaultPublicFile(file);
  const known = new Set(derived.keys.map(({ keyId }) => keyId));
  if (!stored.keys.every(({ keyId }) => known.has(keyId))) {
    throw new KeyFileError(
      'KEY_FILE_MISMATCH',
      `${KEY_FILES.vaultPublic} and ${KEY_FILES.vaultPrivate} are not of the same vault.`,
      `Put both back from the same backup, or delete ${KEY_FILES.vaultPublic}: it is made again from the private one.`,
    );
  }
  if (stored.current === derived.current && stored.keys.length === derived.keys.length) return;
  await replaceKeyFile(file, derived);
}

/**
 * Makes the vault's keys on the first start and checks them on every other. The public file is made again when it is
 * missing or behind the private one; a public file without its private one is a refusal. Never overwrites a private file;
 * safe when started twice at once.
 * Throws `KeyFileError`, and then nothing was written.
 */
export async function ensureVaultKeys(
  folder: string,
): Promise<{ publicFile: string; privateFile: string; created: boolean }> {
  const publicFile = join(folder, KEY_FILES.vaultPublic);
  const privateFile = join(folder, KEY_FILES.vaultPrivate);
  const hasPrivate = await exists(privateFile);
  if (!hasPrivate && (await exists(publicFile)) && !(await exists(privateFile))) {
    throw new KeyFileError(
      'KEY_FILE_MISSING',
      `${KEY_FILES.vaultPrivate} is missing, but ${KEY_FILES.vaultPublic} is there: secrets were sealed to it.`,
      `Put ${KEY_FILES.vaultPrivate} back from a backup. Only if there are no secrets to keep, delete ${KEY_FILES.vaultPublic} and start again.`,
    );
  }
  await makeKeyFolder(folder);
  // The private file goes first: after a crash between the two, the public one is made again from it.
  const created = !hasPrivate && (await writeNewKeyFile(privateFile, createVaultKeys()));
  const vault = readVaultPrivateFile(privateFile);
  if (!(await exists(publicFile))) await writeNewKeyFile(publicFile, publicPartOf(vault));
  await matchPublicFile(publicFile, vault);
  return { publicFile, privateFile, created };
}

/** Makes the chat key on the first start and checks it on every other; never overwrites. Throws `KeyFileError`. */
export async function ensureChatKey(folder: string): Promise<{ file: string; created: boolean }> {
  const file = join(folder, KEY_FILES.chat);
  const there = await exists(file);
  if (!there) await makeKeyFolder(folder);
  const created = !there && (await writeNewKeyFile(file, createChatKeys()));
  readChatFile(file);
  return { file, created };
}
