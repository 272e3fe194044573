import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createHpkeSuite } from '@cloakroom/contracts/sealing';
import { z } from 'zod';

const hex = z
  .string()
  .regex(/^[0-9a-f]+$/)
  .transform((text) => new Uint8Array(Buffer.from(text, 'hex')));
const vectorSchema = z.object({
  info: hex,
  ikmE: hex,
  ikmR: hex,
  skRm: hex,
  pkRm: hex,
  enc: hex,
  encryptions_accumulated: hex,
  exports_accumulated: hex,
});
const file = new URL('./vectors/rfc9180-x25519-sha256-aes256gcm.json', import.meta.url);
const vector = vectorSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

class Draws {
  private readonly bytes = createHash('shake128', { outputLength: 600_000 }).digest();
  private at = 0;

  next(): Uint8Array<ArrayBuffer> {
    const length = this.bytes[this.at] ?? 0;
    const from = this.at + 1;
    this.at = from + length;
    return new Uint8Array(this.bytes.subarray(from, this.at));
  }
}

function bytes(buffer: ArrayBufferLike): string {
  return Buffer.from(buffer).toString('hex');
}

const suite = createHpkeSuite();

async function contexts() {
  const recipientPublicKey = await suite.kem.deserializePublicKey(vector.pkRm);
  const recipientKey = await suite.kem.deserializePrivateKey(vector.skRm);
  const ekm = await suite.kem.deriveKeyPair(vector.ikmE);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: vector.info, ekm });
  const recipient = await suite.createRecipientContext({ recipientKey, enc: vector.enc, info: vector.info });
  return { sender, recipient };
}

describe('RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM', () => {
  it('is the suite that seals values', () => {
    expect([suite.kem.id, suite.kdf.id, suite.aead.id]).toEqual([0x0020, 0x0001, 0x0002]);
  });

  it('derives the key pair of the recipient', async () => {
    const pair = await suite.kem.deriveKeyPair(vector.ikmR);
    expect(bytes(await suite.kem.serializePublicKey(pair.publicKey))).toBe(bytes(vector.pkRm.buffer));
  });

  it('encapsulates to the key that the vector gives', async () => {
    const { sender } = await contexts();
    expect(bytes(sender.enc)).toBe(bytes(vector.enc.buffer));
  });

  it('seals and opens the 1000 texts of the vector', async () => {
    const { sender, recipient } = await contexts();
    const draws = new Draws();
    const sink = createHash('shake128', { outputLength: 16 });
    for (let round = 0; round < 1000; round++) {
      const aad = draws.next();
      const text = draws.next();
      const sealed = await sender.seal(text, aad);
      sink.update(Buffer.from(sealed));
      expect(bytes(await recipient.open(sealed, aad))).toBe(bytes(text.buffer));
    }
    expect(sink.digest('hex')).toBe(bytes(vector.encryptions_accumulated.buffer));
  });
});
