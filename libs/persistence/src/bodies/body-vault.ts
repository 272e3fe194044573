import { BodyCipher, type EncryptedBody, type UserKeyring } from '../body-encryption/index.js';
import type { OwnerId } from '../owner-id.js';

/** Where a body is stored; authenticated, so that a body moved to another place does not open. */
export interface BodyPlace {
  readonly collection: string;
  readonly id: string;
  readonly field: string;
}

/** Encrypts bodies under their owner's key, for the place they are stored in. */
export class BodyVault {
  private readonly cipher = new BodyCipher();

  constructor(private readonly keyring: UserKeyring) {}

  async seal(owner: OwnerId, place: BodyPlace, text: string): Promise<EncryptedBody> {
    return this.cipher.encrypt(await this.keyring.keyOf(owner), text, nameOf(place));
  }

  /** Throws `BodyCipherError` when the body was changed, or belongs to another owner or place. */
  async open(owner: OwnerId, place: BodyPlace, body: Uint8Array): Promise<string> {
    return this.cipher.decrypt(await this.keyring.keyOf(owner), body, nameOf(place)).toString('utf8');
  }

  async sealBytes(owner: OwnerId, place: BodyPlace, bytes: Uint8Array): Promise<EncryptedBody> {
    return this.cipher.encrypt(await this.keyring.keyOf(owner), bytes, nameOf(place));
  }

  /** As {@link open}, for what {@link sealBytes} made. */
  async openBytes(owner: OwnerId, place: BodyPlace, body: Uint8Array): Promise<Buffer> {
    return this.cipher.decrypt(await this.keyring.keyOf(owner), body, nameOf(place));
  }

  async sealJson(owner: OwnerId, place: BodyPlace, value: unknown): Promise<EncryptedBody> {
    return this.seal(owner, place, JSON.stringify(value));
  }

  /** The stored JSON, still to be parsed by a schema. */
  async openJson(owner: OwnerId, place: BodyPlace, body: Uint8Array): Promise<unknown> {
    const value: unknown = JSON.parse(await this.open(owner, place, body));
    return value;
  }

  /** Drops a user's key from memory. */
  forget(owner: OwnerId): void {
    this.keyring.forget(owner);
  }
}

function nameOf({ collection, id, field }: BodyPlace): string {
  return `${collection}/${id}/${field}`;
}
