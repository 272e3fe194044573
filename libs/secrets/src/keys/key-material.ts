import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { ChatFile, VaultPrivateFile, VaultPublicFile } from './key-file.schema.js';

/* Pure functions over the contents of key files: making, adding and removing keys. None of them reads or writes a file. */

function idOf(prefix: string, material: string): string {
  return `${prefix}_${createHash('sha256').update(`cloakroom/key-id/v1:${material}`).digest('base64url').slice(0, 16)}`;
}

/** The id of a vault key, worked out from its public half (base64url); a file whose ids differ is damaged. */
export function vaultKeyIdOf(publicKey: string): string {
  return idOf('vk', publicKey);
}

/** The id of a chat key, worked out from the key (base64url) by a hash of which nothing leads back. */
export function chatKeyIdOf(key: string): string {
  return idOf('ck', key);
}

/** The public half (base64url) of a raw X25519 private key (base64url). */
export function publicKeyOf(privateKey: string): string {
  const prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
  const der = Buffer.concat([prefix, Buffer.from(privateKey, 'base64url')]);
  try {
    const jwk = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' });
    return jwk.x ?? '';
  } finally {
    der.fill(0);
  }
}

function newVaultKey(now: Date): VaultPrivateFile['keys'][number] {
  const jwk = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  const { x: publicKey = '', d: privateKey = '' } = jwk;
  return { keyId: vaultKeyIdOf(publicKey), publicKey, privateKey, createdAt: now.toISOString() };
}

function newChatKey(now: Date): ChatFile['keys'][number] {
  const bytes = randomBytes(32);
  const key = bytes.toString('base64url');
  bytes.fill(0);
  return { keyId: chatKeyIdOf(key), key, createdAt: now.toISOString() };
}

/** A new vault with one key. */
export function createVaultKeys(now: Date = new Date()): VaultPrivateFile {
  const key = newVaultKey(now);
  return { kind: 'vault-private', current: key.keyId, keys: [key] };
}

/** A new chat key file with one key. */
export function createChatKeys(now: Date = new Date()): ChatFile {
  const key = newChatKey(now);
  return { kind: 'chat', current: key.keyId, keys: [key] };
}

/** What the gateway may hold of a vault. */
export function publicPartOf(file: VaultPrivateFile): VaultPublicFile {
  const keys = file.keys.map(({ keyId, publicKey, createdAt }) => ({ keyId, publicKey, createdAt }));
  return { kind: 'vault-public', current: file.current, keys };
}

/** The vault with a new current key; the old ones stay and still open. */
export function rotateVaultKeys(file: VaultPrivateFile, now: Date = new Date()): VaultPrivateFile {
  const key = newVaultKey(now);
  return { ...file, current: key.keyId, keys: [...file.keys, key] };
}

/** The chat keys with a new current one; the old ones stay and still unwrap. */
export function rotateChatKeys(file: ChatFile, now: Date = new Date()): ChatFile {
  const key = newChatKey(now);
  return { ...file, current: key.keyId, keys: [...file.keys, key] };
}

/** The vault without a key to which nothing is sealed any more. Throws a `RangeError` for the current key and for an unknown one. */
export function retireVaultKey(file: VaultPrivateFile, keyId: string): VaultPrivateFile {
  return { ...file, keys: withoutKey(file.keys, file.current, keyId) };
}

/** The chat keys without one that wraps nothing any more. Throws a `RangeError` for the current key and for an unknown one. */
export function retireChatKey(file: ChatFile, keyId: string): ChatFile {
  return { ...file, keys: withoutKey(file.keys, file.current, keyId) };
}

function withoutKey<K extends { readonly keyId: string }>(keys: readonly K[], current: string, keyId: string): K[] {
  if (keyId === current) throw new RangeError('The current key cannot be removed; rotate first.');
  const left = keys.filter((key) => key.keyId !== keyId);
  if (left.length === keys.length) throw new RangeError('There is no key of this id.');
  return left;
}
