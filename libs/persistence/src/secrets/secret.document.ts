import type { SealedEnvelope, SecretHostBinding, SecretMode, SecretScan } from '@cloakroom/contracts';
import { Schema } from 'mongoose';

/** A secret as it is stored: its value as a sealed box. */
export interface SecretDocument {
  readonly _id: string;
  readonly userId: string;
  readonly name: string;
  /** In clear; only in documents of earlier versions, until their next change. */
  readonly description?: string | null;
  /** Encrypted {@link SecretNotes}; `null` in documents of earlier versions. */
  readonly notes?: Buffer | null;
  readonly version: number;
  readonly envelope: SealedEnvelope;
  /* The next five are not there in documents of earlier versions, which have the defaults of the schema. */
  readonly askBeforeUse?: boolean;
  readonly enabled?: boolean;
  readonly expiresAt?: Date | null;
  /** The end that has been written down in the audit trail. */
  readonly expiryNoted?: Date | null;
  readonly mode?: SecretMode;
  readonly bindings?: readonly SecretHostBinding[];
  /* What is known of the current value; see `SecretLedger`. Not there in documents of earlier versions. */
  readonly exposedRuns?: number;
  readonly exposedRunIds?: readonly string[];
  /** Encrypted; `null` while it went nowhere. */
  readonly destinations?: Buffer | null;
  /** Counts the writes of `destinations`, so that none is lost. */
  readonly destinationsRevision?: number;
  readonly scan?: SecretScan | null;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** What a user wrote about a secret. */
export interface SecretNotes {
  readonly description: string;
  readonly tags: readonly string[];
}

const bindingSchema = new Schema<SecretHostBinding>(
  {
    host: { type: String, required: true },
    pathPrefix: { type: String, default: null },
    place: { type: String, required: true },
    headerName: { type: String, default: null },
  },
  { _id: false },
);

const scanSchema = new Schema<SecretScan>(
  {
    state: { type: String, required: true },
    found: { type: Number, required: true },
    messages: { type: Number, required: true },
  },
  { _id: false },
);

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
    description: { type: String, default: null },
    notes: { type: Buffer, default: null },
    version: { type: Number, required: true },
    envelope: { type: envelopeSchema, required: true },
    askBeforeUse: { type: Boolean, default: false },
    enabled: { type: Boolean, default: true },
    expiresAt: { type: Date, default: null },
    expiryNoted: { type: Date, default: null },
    mode: { type: String, enum: ['exposed', 'sealed'], default: 'exposed' },
    bindings: { type: [bindingSchema], default: [] },
    exposedRuns: { type: Number, default: 0 },
    exposedRunIds: { type: [String], default: [] },
    destinations: { type: Buffer, default: null },
    destinationsRevision: { type: Number, default: 0 },
    scan: { type: scanSchema, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, default: null },
    lastUsedAt: { type: Date, default: null },
  },
  { versionKey: false },
).index({ userId: 1, name: 1 }, { unique: true });
