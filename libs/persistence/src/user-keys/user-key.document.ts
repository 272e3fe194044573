import { Schema } from 'mongoose';

/** A user's wrapped data key, under the user's id. */
export interface UserKeyDocument {
  readonly _id: string;
  /** Id of the key that wraps it. */
  readonly kekId: string;
  readonly wrapped: Buffer;
}

/** See {@link UserKeyDocument}. */
export const userKeySchema: Schema<UserKeyDocument> = new Schema<UserKeyDocument>(
  {
    _id: { type: String, required: true },
    kekId: { type: String, required: true },
    wrapped: { type: Buffer, required: true },
  },
  { versionKey: false },
);
