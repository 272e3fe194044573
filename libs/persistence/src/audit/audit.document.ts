import { Schema } from 'mongoose';

/** One entry of a user's chain; what happened is encrypted. */
export interface AuditDocument {
  readonly _id: string;
  readonly userId: string;
  readonly seq: number;
  readonly at: Date;
  readonly previousHash: string;
  readonly hash: string;
  readonly body: Buffer;
}

/** See {@link AuditDocument}. */
export const auditSchema: Schema<AuditDocument> = new Schema<AuditDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    seq: { type: Number, required: true },
    at: { type: Date, required: true },
    previousHash: { type: String, required: true },
    hash: { type: String, required: true },
    body: { type: Buffer, required: true },
  },
  { versionKey: false },
)
  .index({ userId: 1, seq: 1 }, { unique: true })
  .index({ at: 1 });

/** The newest entry of a user that is no longer kept: what the first kept one follows. */
export interface AuditStartDocument {
  /** The user's id again: there is one for each. */
  readonly _id: string;
  readonly userId: string;
  readonly seq: number;
  readonly hash: string;
}

/** See {@link AuditStartDocument}. */
export const auditStartSchema: Schema<AuditStartDocument> = new Schema<AuditStartDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    seq: { type: Number, required: true },
    hash: { type: String, required: true },
  },
  { versionKey: false },
);
