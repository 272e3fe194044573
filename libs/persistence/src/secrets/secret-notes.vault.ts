import { z } from 'zod';
import type { BodyVault } from '../bodies/body-vault.js';
import type { OwnerId } from '../owner-id.js';
import type { SecretDocument, SecretNotes } from './secret.document.js';

const notesSchema = z.object({ description: z.string(), tags: z.array(z.string()) });

/** Encrypts what a user wrote about a secret: people write values, or hints at them, into descriptions. */
export class SecretNotesVault {
  constructor(private readonly bodies: BodyVault) {}

  async seal(owner: OwnerId, id: string, notes: SecretNotes): Promise<Buffer> {
    return this.bodies.sealJson(owner, placeOf(id), notes);
  }

  /** The notes of a document; those of earlier versions have a description in clear. */
  async open(owner: OwnerId, document: Pick<SecretDocument, '_id' | 'description' | 'notes'>): Promise<SecretNotes> {
    const { _id: id, notes = null, description = null } = document;
    if (notes === null) return { description: description ?? '', tags: [] };
    return notesSchema.parse(await this.bodies.openJson(owner, placeOf(id), notes));
  }
}

function placeOf(id: string) {
  return { collection: 'secrets', id, field: 'notes' };
}
