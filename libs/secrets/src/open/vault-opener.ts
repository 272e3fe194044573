import {
  SEALING_INFO,
  type SealedEnvelope,
  createHpkeSuite,
  fromBase64url,
  secretAssociatedData,
} from '@cloakroom/contracts/sealing';
import { sealedEnvelopeSchema } from '@cloakroom/contracts';
import { SecretOpenError } from '../errors.js';
import type { VaultPrivateFile } from '../keys/key-file.schema.js';
import { LiveKeyFile } from '../keys/live-key-file.js';
import { readVaultPrivateFile } from '../keys/read-key-file.js';
import { SecretValue } from './secret-value.js';

/** A stored envelope and what it must be bound to, taken from the record it was found in. */
export interface OpenRequest {
  readonly envelope: SealedEnvelope;
  readonly userId: string;
  readonly name: string;
  readonly version: number;
}

type PrivateKey = Awaited<ReturnType<ReturnType<typeof createHpkeSuite>['kem']['deserializePrivateKey']>>;

/** The vault as the worker has it: the only thing that can open a value. */
export class VaultOpener {
  readonly #file: LiveKeyFile<VaultPrivateFile>;
  #imported: { readonly from: VaultPrivateFile; readonly keys: ReadonlyMap<string, Promise<PrivateKey>> };

  private constructor(file: LiveKeyFile<VaultPrivateFile>) {
    this.#file = file;
    this.#imported = importKeys(file.latest());
  }

  /**
   * Loads `vault-private.json` and follows it through rotations. Throws `KeyFileError` with the remedy, also when others
   * can read the file.
   */
  static async load(file: string): Promise<VaultOpener> {
    const opener = new VaultOpener(new LiveKeyFile(file, readVaultPrivateFile));
    await Promise.all(opener.#keys().values());
    return opener;
  }

  /** Id of the key to which new values are sealed. */
  currentKeyId(): string {
    return this.#file.latest().current;
  }

  /** Ids of all keys that this worker can open with. */
  keyIds(): readonly string[] {
    return this.#file.latest().keys.map(({ keyId }) => keyId);
  }

  /** Opens one value. Throws {@link SecretOpenError} and nothing else. */
  async open({ envelope, userId, name, version }: OpenRequest): Promise<SecretValue> {
    const { keyId, enc, ct } = parseEnvelope(envelope);
    const recipientKey = await this.#keys().get(keyId);
    if (!recipientKey) {
      const message = 'The value was sealed to a vault key that this worker does not have.';
      throw new SecretOpenError('SECRET_KEY_UNKNOWN', message);
    }
    let plaintext: Uint8Array | undefined;
    try {
      const aad = secretAssociatedData({ userId, name, version, keyId });
      const opened = await createHpkeSuite().open({ recipientKey, enc, info: SEALING_INFO }, ct, aad);
      plaintext = new Uint8Array(opened);
      return new SecretValue(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext));
    } catch {
      const message = 'The value was changed, or belongs to another user, name or version.';
      throw new SecretOpenError('SECRET_NOT_AUTHENTIC', message);
    } finally {
      plaintext?.fill(0);
    }
  }

  #keys(): ReadonlyMap<string, Promise<PrivateKey>> {
    const vault = this.#file.latest();
    if (this.#imported.from !== vault) this.#imported = importKeys(vault);
    return this.#imported.keys;
  }
}

function importKeys(vault: VaultPrivateFile) {
  const { kem } = createHpkeSuite();
  const imported = async (privateKey: string): Promise<PrivateKey> => {
    const raw = fromBase64url(privateKey);
    const key = await kem.deserializePrivateKey(raw);
    raw.fill(0);
    return key;
  };
  return { from: vault, keys: new Map(vault.keys.map(({ keyId, privateKey }) => [keyId, imported(privateKey)])) };
}

function parseEnvelope(envelope: unknown): {
  keyId: string;
  enc: Uint8Array<ArrayBuffer>;
  ct: Uint8Array<ArrayBuffer>;
} {
  try {
    const { keyId, enc, ct } = sealedEnvelopeSchema.parse(envelope);
    return { keyId, enc: fromBase64url(enc), ct: fromBase64url(ct) };
  } catch {
    throw new SecretOpenError('SECRET_ENVELOPE_INVALID', 'The stored value is damaged.');
  }
}
