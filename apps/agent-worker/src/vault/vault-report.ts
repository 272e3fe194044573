import { join } from 'node:path';
import type { BoundEnvelope, SystemVaultRepository } from '@cloakroom/persistence';
import { unwrapUserKey } from '@cloakroom/persistence';
import { loadChatKeys } from '@cloakroom/secrets/chat-keys';
import { KEY_FILES, readChatFile, readVaultPrivateFile, readVaultPublicFile } from '@cloakroom/secrets/keys';
import { VaultOpener } from '@cloakroom/secrets/open';

/** A key, and what lies under it. */
export interface KeyUse {
  readonly keyId: string;
  readonly createdAt: string | null;
  readonly current: boolean;
  /** Sealed values, or users' data keys. */
  readonly uses: number;
  /** Whether the key is in the key files. What lies under one that is not cannot be read. */
  readonly present: boolean;
}

/** What `vault status` shows. */
export interface VaultStatus {
  readonly vaultKeys: readonly KeyUse[];
  readonly chatKeys: readonly KeyUse[];
  /** A rotation was interrupted, or left something behind. */
  readonly rotationUnfinished: boolean;
}

/** What `vault verify` found. Ids only: no name, no value. */
export interface VaultVerification {
  readonly opened: number;
  readonly broken: readonly { readonly secretId: string; readonly userId: string; readonly code: string }[];
  readonly unwrapped: number;
  readonly brokenUserKeys: readonly { readonly userId: string; readonly code: string }[];
}

/** Counts what lies under which key. Throws `KeyFileError` when the files cannot be read. */
export async function vaultStatus(keysFolder: string, stored: SystemVaultRepository): Promise<VaultStatus> {
  const vault = readVaultPrivateFile(join(keysFolder, KEY_FILES.vaultPrivate));
  const published = readVaultPublicFile(join(keysFolder, KEY_FILES.vaultPublic));
  const chat = readChatFile(join(keysFolder, KEY_FILES.chat));
  const rotationUnfinished =
    vault.keys.length > 1 || chat.keys.length > 1 || published.current !== vault.current || published.keys.length > 1;
  return {
    vaultKeys: keyUses(vault, await stored.secretsByKey()),
    chatKeys: keyUses(chat, await stored.userKeysByKey()),
    rotationUnfinished,
  };
}

/** Opens everything once, in memory, and keeps nothing of it. */
export async function verifyVault(keysFolder: string, stored: SystemVaultRepository): Promise<VaultVerification> {
  const opener = await VaultOpener.load(join(keysFolder, KEY_FILES.vaultPrivate));
  const keks = await loadChatKeys(join(keysFolder, KEY_FILES.chat));
  let opened = 0;
  const broken: VaultVerification['broken'][number][] = [];
  for await (const envelope of stored.envelopes()) {
    const code = await openingFault(opener, envelope);
    if (code === null) opened += 1;
    else broken.push({ secretId: envelope.id, userId: envelope.userId, code });
  }
  let unwrapped = 0;
  const brokenUserKeys: VaultVerification['brokenUserKeys'][number][] = [];
  for await (const key of stored.userKeys()) {
    try {
      unwrapUserKey(keks, key.userId, key).key.fill(0);
      unwrapped += 1;
    } catch (error) {
      brokenUserKeys.push({ userId: key.userId, code: codeOf(error) });
    }
  }
  return { opened, broken, unwrapped, brokenUserKeys };
}

async function openingFault(opener: VaultOpener, { envelope, userId, name, version }: BoundEnvelope) {
  try {
    await opener.open({ envelope, userId, name, version });
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNEXPECTED';
}

function keyUses(
  file: { readonly current: string; readonly keys: readonly { readonly keyId: string; readonly createdAt: string }[] },
  inUse: ReadonlyMap<string, number>,
): KeyUse[] {
  const known = file.keys.map(({ keyId, createdAt }) => ({
    keyId,
    createdAt,
    current: keyId === file.current,
    uses: inUse.get(keyId) ?? 0,
    present: true,
  }));
  const ids = new Set(known.map(({ keyId }) => keyId));
  const lost = [...inUse].filter(([keyId]) => !ids.has(keyId));
  return [...known, ...lost.map(([keyId, uses]) => ({ keyId, createdAt: null, current: false, uses, present: false }))];
}
