import { fromBase64url } from '@cloakroom/contracts/sealing';
import { z } from 'zod';

const key32 = z.string().refine(
  (text) => {
    try {
      return fromBase64url(text).length === 32;
    } catch {
      return false;
    }
  },
  { error: 'expected 32 bytes as base64url' },
);

const keyId = z.string().regex(/^[a-z]+_[A-Za-z0-9_-]{8,40}$/);

const publicKeyEntry = z.strictObject({ keyId, publicKey: key32, createdAt: z.iso.datetime() });
const privateKeyEntry = publicKeyEntry.extend({ privateKey: key32 });
const chatKeyEntry = z.strictObject({ keyId, key: key32, createdAt: z.iso.datetime() });

function hasCurrentOnce(file: { current: string; keys: readonly { keyId: string }[] }): boolean {
  const ids = file.keys.map((entry) => entry.keyId);
  return ids.includes(file.current) && new Set(ids).size === ids.length;
}

const currentRule = { error: 'expected key ids that differ, one of them the current' };

/** `vault-public.json`: all keys to which values may be sealed; new ones are sealed to `current`. */
export const vaultPublicFileSchema = z
  .strictObject({ kind: z.literal('vault-public'), current: keyId, keys: z.array(publicKeyEntry).min(1) })
  .refine(hasCurrentOnce, currentRule);

/** `vault-private.json`: the same keys with their private halves; for the agent worker alone. */
export const vaultPrivateFileSchema = z
  .strictObject({ kind: z.literal('vault-private'), current: keyId, keys: z.array(privateKeyEntry).min(1) })
  .refine(hasCurrentOnce, currentRule);

/** `chat.json`: the key-encryption keys that wrap the users' data keys; for gateway and worker. */
export const chatFileSchema = z
  .strictObject({ kind: z.literal('chat'), current: keyId, keys: z.array(chatKeyEntry).min(1) })
  .refine(hasCurrentOnce, currentRule);

/** See {@link vaultPublicFileSchema}. */
export type VaultPublicFile = z.infer<typeof vaultPublicFileSchema>;
/** See {@link vaultPrivateFileSchema}. */
export type VaultPrivateFile = z.infer<typeof vaultPrivateFileSchema>;
/** See {@link chatFileSchema}. */
export type ChatFile = z.infer<typeof chatFileSchema>;
