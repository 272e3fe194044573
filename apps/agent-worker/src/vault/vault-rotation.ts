/*
 * New keys in the place of old ones while everything runs. Trusted: the operator and the folder of keys.
 * What must never cross: a value; it is opened and sealed again in memory, one at a time.
 * A crash between any two writes loses nothing: the same command goes on from what it finds, and until then every key
 * under which something is stored stays in the files.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sealSecretValue } from '@cloakroom/contracts/sealing';
import type { BoundEnvelope, SystemVaultRepository } from '@cloakroom/persistence';
import { loadChatKeys } from '@cloakroom/secrets/chat-keys';
import {
  KEY_FILES,
  type VaultPrivateFile,
  publicPartOf,
  readChatFile,
  readVaultPrivateFile,
  replaceKeyFile,
  retireChatKey,
  retireVaultKey,
  rotateChatKeys,
  rotateVaultKeys,
} from '@cloakroom/secrets/keys';
import { VaultOpener } from '@cloakroom/secrets/open';

/** What a rotation has just written. */
export type RotationStep = 'key-made' | 'key-published' | 'moved' | 'old-key-closed' | 'old-key-removed';

/** What a rotation works with. */
export interface RotationParts {
  readonly keysFolder: string;
  readonly stored: SystemVaultRepository;
  /** Told after each write. */
  readonly onStep?: (step: RotationStep) => void;
  /** How long whoever still holds an old key gets to finish, in milliseconds; default 5,000. */
  readonly settleMs?: number;
}

/** What a rotation came to. */
export interface RotationReport {
  readonly keyId: string;
  /** Values, or data keys, that are under the new key now and were not before. */
  readonly moved: number;
  /** Ids of what does not open with any key; it stays as it is, and so does its key. */
  readonly stuck: readonly string[];
  readonly removedKeyIds: readonly string[];
}

const SETTLE_MS = 5_000;

/** Seals every value to a new vault key and removes the old ones; goes on with a rotation that was interrupted. */
export async function rotateVault(parts: RotationParts): Promise<RotationReport> {
  const { keysFolder, stored, settleMs = SETTLE_MS } = parts;
  const files = { private: join(keysFolder, KEY_FILES.vaultPrivate), public: join(keysFolder, KEY_FILES.vaultPublic) };
  const publish = async (vault: VaultPrivateFile): Promise<void> => {
    await replaceKeyFile(files.public, publicPartOf(vault));
    parts.onStep?.('key-published');
  };
  const found = readVaultPrivateFile(files.private);
  if (found.keys.length > 1) await publish(found);
  const resumed = found.keys.length > 1 ? await resealAll(found, files.private, parts) : NOTHING;
  const vault = resumed.moved > 0 ? found : rotateVaultKeys(found);
  if (vault !== found) {
    await replaceKeyFile(files.private, vault);
    parts.onStep?.('key-made');
    await publish(vault);
  }
  const first = await resealAll(vault, files.private, parts);
  await replaceKeyFile(files.public, publicPartOf({ ...vault, keys: vault.keys.filter(isCurrentOf(vault)) }));
  parts.onStep?.('old-key-closed');
  const last = await untilQuiet(settleMs, () => resealAll(vault, files.private, parts));
  const removedKeyIds = unusedKeys(vault, await stored.secretsByKey());
  const left = removedKeyIds.reduce(retireVaultKey, vault);
  if (left.keys.length > 1) await publish(left);
  await replaceKeyFile(files.private, left);
  parts.onStep?.('old-key-removed');
  return { keyId: vault.current, moved: resumed.moved + first.moved + last.moved, stuck: last.stuck, removedKeyIds };
}

/** Wraps every user's data key under a new chat key and removes the old ones; goes on with an interrupted rotation. */
export async function rotateChat(parts: RotationParts): Promise<RotationReport> {
  const { keysFolder, stored, settleMs = SETTLE_MS } = parts;
  const file = join(keysFolder, KEY_FILES.chat);
  const found = readChatFile(file);
  const resumed = found.keys.length > 1 ? await rewrapAll(file, parts) : NOTHING;
  const chat = resumed.moved > 0 ? found : rotateChatKeys(found);
  if (chat !== found) {
    await replaceKeyFile(file, chat);
    parts.onStep?.('key-made');
  }
  const first = await rewrapAll(file, parts);
  const last = await untilQuiet(settleMs, () => rewrapAll(file, parts));
  const removedKeyIds = unusedKeys(chat, await stored.userKeysByKey());
  await replaceKeyFile(file, removedKeyIds.reduce(retireChatKey, chat));
  parts.onStep?.('old-key-removed');
  return { keyId: chat.current, moved: resumed.moved + first.moved + last.moved, stuck: last.stuck, removedKeyIds };
}

interface KeyList {
  readonly current: string;
  readonly keys: readonly { readonly keyId: string }[];
}

function isCurrentOf({ current }: KeyList) {
  return ({ keyId }: { readonly keyId: string }): boolean => keyId === current;
}

function unusedKeys({ current, keys }: KeyList, inUse: ReadonlyMap<string, number>): string[] {
  return keys.map(({ keyId }) => keyId).filter((keyId) => keyId !== current && !inUse.has(keyId));
}

interface Moves {
  readonly moved: number;
  readonly stuck: readonly string[];
}

/** Most times that stragglers are looked for before an old key is removed. */
const MAX_ROUNDS = 20;

/** Moves stragglers until nothing was moved for a while: by then nobody holds an envelope of an old key any more. */
async function untilQuiet(settleMs: number, moveRest: () => Promise<Moves>): Promise<Moves> {
  let moved = 0;
  for (let round = 1; ; round++) {
    await pause(settleMs);
    const moves = await moveRest();
    moved += moves.moved;
    if (moves.moved === 0 || round === MAX_ROUNDS) return { moved, stuck: moves.stuck };
  }
}

const NOTHING: Moves = { moved: 0, stuck: [] };

async function resealAll(
  vault: VaultPrivateFile,
  privateFile: string,
  { stored, onStep }: RotationParts,
): Promise<Moves> {
  const opener = await VaultOpener.load(privateFile);
  const target = publicPartOf(vault).keys.find(isCurrentOf(vault));
  if (target === undefined) throw new TypeError('The current vault key has no public half.');
  return moveAll(stored.envelopes(vault.current), onStep, async (old: BoundEnvelope) => {
    const { userId, name, version, envelope } = old;
    const value = await opener.open({ envelope, userId, name, version });
    const sealed = await sealSecretValue({ value: value.reveal(), userId, name, version, ...target });
    return stored.replaceEnvelope(old, sealed);
  });
}

async function rewrapAll(file: string, { stored, onStep }: RotationParts): Promise<Moves> {
  const keks = await loadChatKeys(file);
  const keys = withIds(stored.userKeys(keks.current));
  return moveAll(keys, onStep, (old) => stored.rewrapUserKey(keks, old));
}

async function* withIds<T extends { readonly userId: string }>(all: AsyncIterable<T>) {
  for await (const one of all) yield { ...one, id: one.userId };
}

async function moveAll<T extends { readonly id: string }>(
  all: AsyncIterable<T>,
  onStep: RotationParts['onStep'],
  move: (one: T) => Promise<boolean>,
): Promise<Moves> {
  let moved = 0;
  const stuck: string[] = [];
  for await (const one of all) {
    const done = await move(one).catch((error: unknown) => {
      if (!isUnopenable(error)) throw error;
      stuck.push(one.id);
      return false;
    });
    if (!done) continue;
    moved += 1;
    onStep?.('moved');
  }
  return { moved, stuck };
}

function isUnopenable(error: unknown): boolean {
  return error instanceof Error && (error.name === 'SecretOpenError' || error.name === 'BodyCipherError');
}
