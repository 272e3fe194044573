import { Schema } from 'mongoose';

/** An invitation to make an account. It belongs to the installation and names nobody's id. */
export interface InvitationDocument {
  readonly _id: string;
  /** SHA-256 of the link's token, in hex. */
  readonly hash: string;
  readonly note: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/** See {@link InvitationDocument}. */
export const invitationSchema: Schema<InvitationDocument> = new Schema<InvitationDocument>(
  {
    _id: { type: String, required: true },
    hash: { type: String, required: true },
    note: { type: String, default: '' },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: { type: Date, default: null },
  },
  { versionKey: false },
);

invitationSchema.index({ hash: 1 }, { unique: true });
