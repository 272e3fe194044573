import { Schema } from 'mongoose';

/** A mark that stays when an account is gone: its user never gets a data key again. */
export interface ClosedAccountDocument {
  /** The user's id. */
  readonly _id: string;
  readonly closedAt: Date;
  /** When everything was found to be gone for good; `null` until then. */
  readonly emptiedAt: Date | null;
}

/** See {@link ClosedAccountDocument}. */
export const closedAccountSchema: Schema<ClosedAccountDocument> = new Schema<ClosedAccountDocument>(
  {
    _id: { type: String, required: true },
    closedAt: { type: Date, required: true },
    emptiedAt: { type: Date, default: null },
  },
  { versionKey: false },
);
