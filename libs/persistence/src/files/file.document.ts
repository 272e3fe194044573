import { Schema } from 'mongoose';

/** A file as it is stored: who it belongs to and how large it is in clear, everything else encrypted. */
export interface FileDocument {
  readonly _id: string;
  readonly userId: string;
  /** The conversation it lives and dies with; `null` while it went with no message. */
  readonly conversationId: string | null;
  /** `uploading` until all of it is there. */
  readonly state: 'uploading' | 'stored';
  /** Its size; while it comes in, the room that is kept for it. */
  readonly bytes: number;
  /** Name, type, size and how it may be shown, encrypted; `null` while it comes in. */
  readonly body: Buffer | null;
  readonly createdAt: Date;
}

/** A stretch of a file's content, encrypted for its place in the file. */
export interface FileChunkDocument {
  /** `<file id>-<index>`. */
  readonly _id: string;
  readonly userId: string;
  readonly fileId: string;
  readonly index: number;
  readonly body: Buffer;
}

/** See {@link FileDocument}. */
export const fileSchema: Schema<FileDocument> = new Schema<FileDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    conversationId: { type: String, default: null },
    state: { type: String, enum: ['uploading', 'stored'], required: true },
    bytes: { type: Number, required: true },
    body: { type: Buffer, default: null },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
)
  .index({ userId: 1, conversationId: 1 })
  .index({ conversationId: 1, createdAt: 1 });

/** See {@link FileChunkDocument}. */
export const fileChunkSchema: Schema<FileChunkDocument> = new Schema<FileChunkDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    fileId: { type: String, required: true },
    index: { type: Number, required: true },
    body: { type: Buffer, required: true },
  },
  { versionKey: false },
).index({ userId: 1, fileId: 1, index: 1 });
