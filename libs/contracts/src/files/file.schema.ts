import { z } from 'zod';
import { uuidSchema } from '../common/ids.schema.js';

/** Largest file, in bytes: 10 MiB. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** Most files that go with one message. */
export const MAX_FILES_PER_MESSAGE = 10;

/** Longest name of a file, in characters. */
export const MAX_FILE_NAME_LENGTH = 255;

/** How long a file that went with no message is kept, in milliseconds. */
export const UNSENT_FILE_MS = 24 * 60 * 60 * 1_000;

/** Most files that are kept of one tool call. */
export const MAX_ARTIFACTS_PER_CALL = 20;

/** Most files that are named of one tool call as left out. */
export const MAX_ARTIFACTS_LEFT_OUT = 50;

/** Separators, control characters, and marks that turn the reading direction and so can hide an ending. */
const UNFIT_IN_NAME = /[\p{Cc}/\\\u202a-\u202e\u2066-\u2069]/u;

/** Whether a text can be a file's name: the name alone, no path. */
export function isFileName(name: string): boolean {
  return name.trim() !== '' && name !== '.' && name !== '..' && !UNFIT_IN_NAME.test(name);
}

/** A file's name, without a path. */
export const fileNameSchema = z
  .string()
  .min(1, 'A file needs a name.')
  .max(MAX_FILE_NAME_LENGTH, `A file name has at most ${MAX_FILE_NAME_LENGTH} characters.`)
  .refine(isFileName, { error: 'A file name has no slashes, no control characters, and is not “.” or “..”.' });

/** How a file may be shown in the page. Told from its bytes: `image` is PNG, JPEG, GIF or WebP and nothing else. */
export const fileShownSchema = z.enum(['image', 'csv', 'text', 'none']);

/** A file as its owner sees it; its bytes are at `GET /api/v1/files/:id/content`. */
export const fileViewSchema = z.object({
  id: uuidSchema,
  name: z.string().min(1).max(MAX_FILE_NAME_LENGTH),
  /** As it was sent, in lower case and without parameters; of an image the one that its bytes say. */
  mediaType: z.string().max(127),
  bytes: z.number().int().min(0),
  shown: fileShownSchema,
});

/** Query of `POST /api/v1/files?name=…`, whose body is the file. */
export const uploadFileQuerySchema = z.strictObject({ name: fileNameSchema });

/** `attachments` of a message that is sent: files of its sender that went with no message yet. */
export const attachmentIdsSchema = z
  .array(uuidSchema)
  .max(MAX_FILES_PER_MESSAGE, `At most ${MAX_FILES_PER_MESSAGE} files go with one message.`)
  .refine((ids) => new Set(ids).size === ids.length, { error: 'A file is named twice.' });

/**
 * A file that a tool call wrote and that was not kept. `secret`: a secret's value is in it, in some spelling, and it is
 * not text that could be masked. `quota`: its owner has no room left.
 */
export const artifactLeftOutSchema = z.object({
  name: z.string().min(1).max(MAX_FILE_NAME_LENGTH),
  reason: z.enum(['secret', 'too-large', 'too-many', 'quota']),
});

/** What a tool call left behind; both are left out when there is none. */
export const callArtifacts = {
  /** Files that the call wrote or changed in `/workspace`, by name. */
  artifacts: z.array(fileViewSchema).max(MAX_ARTIFACTS_PER_CALL).optional(),
  artifactsLeftOut: z.array(artifactLeftOutSchema).max(MAX_ARTIFACTS_LEFT_OUT).optional(),
};

/** See {@link fileViewSchema}. */
export type FileView = z.infer<typeof fileViewSchema>;
/** See {@link fileShownSchema}. */
export type FileShown = z.infer<typeof fileShownSchema>;
/** See {@link artifactLeftOutSchema}. */
export type ArtifactLeftOut = z.infer<typeof artifactLeftOutSchema>;
/** See {@link uploadFileQuerySchema}. */
export type UploadFileQuery = z.infer<typeof uploadFileQuerySchema>;
