import { MAX_OPEN_INVITATIONS, type InvitationView } from '@cloakroom/contracts';
import { conflict, notFound } from '@cloakroom/platform';
import type { Connection, Model } from 'mongoose';
import { invitationSchema, type InvitationDocument } from './invitation.document.js';

/** How long an invitation that is over stays in the list, in milliseconds. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

/** An invitation before it is stored. */
export interface NewInvitation {
  readonly id: string;
  /** SHA-256 of the link's token, in hex. */
  readonly hash: string;
  readonly note: string;
  readonly expiresAt: Date;
}

/** The installation's invitations. */
export class InvitationRepository {
  readonly #model: Model<InvitationDocument>;

  constructor(connection: Connection) {
    this.#model = connection.model<InvitationDocument>('Invitation', invitationSchema, 'invitations');
  }

  /** Makes the collection's indexes. */
  async createIndexes(): Promise<void> {
    await this.#model.createIndexes();
  }

  /** Stores one, and drops what has long been over. Throws `too-many-invitations` while 200 are open. */
  async insert(invitation: NewInvitation, now = new Date()): Promise<InvitationView> {
    await this.#model.deleteMany({ expiresAt: { $lt: new Date(now.getTime() - KEPT_MS) } });
    if ((await this.#model.countDocuments(openAt(now))) >= MAX_OPEN_INVITATIONS) {
      const message = `At most ${MAX_OPEN_INVITATIONS} invitations can be open. Revoke one that is not needed.`;
      throw conflict('too-many-invitations', message);
    }
    const { id, ...rest } = invitation;
    const stored = { _id: id, ...rest, createdAt: now, usedAt: null };
    await this.#model.create(stored);
    return viewOf(stored, now);
  }

  /** Newest first. */
  async list(now = new Date()): Promise<InvitationView[]> {
    const found = await this.#model.find().sort({ createdAt: -1, _id: 1 }).limit(500).lean();
    return found.map((document) => viewOf(document, now));
  }

  /** Takes one back that nobody has used. Returns its note. Throws `not-found`. */
  async revoke(id: string): Promise<string> {
    const gone = await this.#model.findOneAndDelete({ _id: id, usedAt: null }).lean();
    if (gone === null) throw notFound('invitation');
    return gone.note;
  }

  /** Whether the invitation with this hash would let somebody in. */
  async isOpen(hash: string, now = new Date()): Promise<boolean> {
    return (await this.#model.exists({ hash, ...openAt(now) })) !== null;
  }

  /** Uses one up. Of any number who try at once, one is told `true`. */
  async use(hash: string, now = new Date()): Promise<boolean> {
    const used = await this.#model.updateOne({ hash, ...openAt(now) }, { $set: { usedAt: now } });
    return used.modifiedCount === 1;
  }
}

function openAt(now: Date) {
  return { usedAt: null, expiresAt: { $gt: now } };
}

function viewOf({ _id, note, createdAt, expiresAt, usedAt }: InvitationDocument, now: Date): InvitationView {
  const over = expiresAt <= now ? 'expired' : 'open';
  return {
    id: _id,
    note,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    state: usedAt === null ? over : 'used',
  };
}
