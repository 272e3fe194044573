// A value is read from its field, sealed to the vault's public key, and dropped. Only ciphertext leaves this module.
// Never: a value in React state, in the query cache, in storage, in a URL, in an error or in a log.
import type { SealedEnvelope } from '@cloakroom/contracts';
import { fetchVaultKey } from './secrets-api.js';

/** What a value is bound to; an envelope opens for nothing else. */
export interface SealTarget {
  readonly name: string;
  readonly version: number;
}

/** Whether this browser can seal: it keeps its cryptography back on plain HTTP off this machine. */
export function canSeal(): boolean {
  return globalThis.isSecureContext;
}

/** Seals a value for one name and version of the signed-in user's secrets. */
export async function sealValue(value: string, target: SealTarget): Promise<SealedEnvelope> {
  const [vault, { sealSecretValue }] = await Promise.all([fetchVaultKey(), import('@cloakroom/contracts/sealing')]);
  return sealSecretValue({
    value,
    publicKey: vault.publicKey,
    keyId: vault.keyId,
    userId: vault.userId,
    name: target.name,
    version: target.version,
  });
}
