import { type SealedEnvelope, fromBase64url, sealSecretValue } from '@cloakroom/contracts/sealing';
import { sealedEnvelopeSchema } from '@cloakroom/contracts';
import { EnvelopeError } from '../errors.js';
import type { VaultPublicFile } from '../keys/key-file.schema.js';
import { LiveKeyFile } from '../keys/live-key-file.js';
import { readVaultPublicFile } from '../keys/read-key-file.js';

/** A value in clear that a REST client sent over TLS, and what it is to be bound to. */
export interface SealOnBehalfRequest {
  readonly value: string;
  readonly userId: string;
  readonly name: string;
  readonly version: number;
}

/** The vault as the gateway has it: it seals and checks, and cannot open. */
export class VaultSealer {
  private constructor(private readonly file: LiveKeyFile<VaultPublicFile>) {}

  /** Loads `vault-public.json` and follows it through rotations. Throws `KeyFileError` with the remedy. */
  static async load(file: string): Promise<VaultSealer> {
    return Promise.resolve(new VaultSealer(new LiveKeyFile(file, readVaultPublicFile)));
  }

  /** The key to which new values are sealed; `publicKey` is the raw X25519 key as base64url. */
  publicKey(): { keyId: string; publicKey: string } {
    const { current, keys } = this.file.latest();
    const key = keys.find(({ keyId }) => keyId === current);
    return { keyId: current, publicKey: key?.publicKey ?? '' };
  }

  /** Ids of all keys that still open, the current one included. */
  keyIds(): readonly string[] {
    return this.file.latest().keys.map(({ keyId }) => keyId);
  }

  /** Seals for a client that cannot. Throws `SealingError`; the value is kept nowhere. */
  async sealOnBehalf(request: SealOnBehalfRequest): Promise<SealedEnvelope> {
    return sealSecretValue({ ...request, ...this.publicKey() });
  }

  /**
   * Checks an envelope before it is stored: its shape and sizes, the one spelling of its bytes, a key that still opens.
   * Whether it is bound to the right user, name and version shows when the worker opens it. Throws {@link EnvelopeError}.
   */
  checkEnvelope(envelope: unknown): { envelope: SealedEnvelope; isCurrentKey: boolean } {
    const parsed = sealedEnvelopeSchema.safeParse(envelope);
    if (!parsed.success || !hasCanonicalBytes(parsed.data)) {
      throw new EnvelopeError('ENVELOPE_INVALID', 'The sealed value is damaged or of another kind. Enter it again.');
    }
    if (!this.keyIds().includes(parsed.data.keyId)) {
      const message = 'The sealed value is for a key that the vault no longer has. Reload the page and enter it again.';
      throw new EnvelopeError('ENVELOPE_KEY_UNKNOWN', message);
    }
    return { envelope: parsed.data, isCurrentKey: parsed.data.keyId === this.file.latest().current };
  }
}

function hasCanonicalBytes({ enc, ct }: SealedEnvelope): boolean {
  try {
    const size = fromBase64url(ct).length;
    return fromBase64url(enc).length === 32 && size >= 17 && size <= 65_552;
  } catch {
    return false;
  }
}
