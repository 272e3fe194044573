import type { SealedEnvelope } from '@cloakroom/contracts';
import { Schema } from 'mongoose';

/** A secret as it is stored: its value as a sealed box. */
export interface SecretDocument {
  readonly _id: string;
  readonly userId: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly envelope: SealedEnvelope;
  /** Not there in documents of earlier versions, which means no. */
  readonly askBeforeUse?: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

const envelopeSchema = new Schema<SealedEnvelope>(
  {
    v: { type: Number, required: true },
    suite: { type: String, required: true },
    keyId: { type: String, required: true },
    enc: { type: String, required: true },
    ct: { type: String, required: true },
  },
  { _id: false },
);

/** See {@link SecretDocument}. */
export const secretSchema: Schema<SecretDocument> = new Schema<SecretDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    name: { type: String, required: true },
    description: { type: String, default: '' },
    version: { type: Number, required: true },
    envelope: { type: envelopeSchema, required: true },
    askBeforeUse: { type: Boolean, default: false },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, default: null },
    lastUsedAt: { type: Date, default: null },
  },
  { versionKey: false },
).index({ userId: 1, name: 1 }, { unique: true });
