/**
 * Compression for agent code, done by Node's own zlib outside the isolate. Input and options are the agent code's own:
 * parsed, bounded in size before and after, used once and not kept. An input that does not decode is an answer, no fault.
 */
import zlib, { type BrotliOptions, type InputType, type ZlibOptions, type ZstdOptions } from 'node:zlib';
import { z } from 'zod';

import type { SyncOperation } from './sync-operation.types.js';

const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;

const bytes = z
  .base64()
  .max(24 * 1024 * 1024)
  .transform((data) => Buffer.from(data, 'base64'));
const integer = z.number().int().optional();

const MODES = [
  'deflate',
  'inflate',
  'gzip',
  'gunzip',
  'deflateRaw',
  'inflateRaw',
  'unzip',
  'brotliDecompress',
  'brotliCompress',
  'zstdCompress',
  'zstdDecompress',
] as const;

const runInput = z.strictObject({
  mode: z.enum(MODES),
  data: bytes,
  options: z.strictObject({
    windowBits: integer.nullable(),
    level: integer.nullable(),
    memLevel: integer.nullable(),
    strategy: integer.nullable(),
    finishFlush: integer,
    dictionary: bytes.nullable(),
    params: z
      .array(z.tuple([z.number().int().min(0).max(2000), z.number().int()]))
      .max(64)
      .optional(),
  }),
});
const crcInput = z.strictObject({ data: bytes, value: z.number().int().min(0).max(4294967295) });

type Work = (data: InputType, options: ZlibOptions & BrotliOptions & ZstdOptions) => unknown;
const engineAnswer = z.object({ buffer: z.instanceof(Buffer), engine: z.object({ bytesWritten: z.number() }) });

const WORK: Record<(typeof MODES)[number], Work> = {
  deflate: zlib.deflateSync,
  inflate: zlib.inflateSync,
  gzip: zlib.gzipSync,
  gunzip: zlib.gunzipSync,
  deflateRaw: zlib.deflateRawSync,
  inflateRaw: zlib.inflateRawSync,
  unzip: zlib.unzipSync,
  brotliDecompress: zlib.brotliDecompressSync,
  brotliCompress: zlib.brotliCompressSync,
  zstdCompress: zlib.zstdCompressSync,
  zstdDecompress: zlib.zstdDecompressSync,
};

function defined(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));
}

const failure = z.object({
  message: z.string().max(300),
  errno: z.number().default(-1),
  code: z.string().max(60).default('ERR_INVALID_ARG_VALUE'),
});

function run(input: unknown): unknown {
  const { mode, data, options } = runInput.parse(input);
  const params = options.params === undefined ? {} : { params: Object.fromEntries(options.params) };
  try {
    const answer = engineAnswer.parse(
      WORK[mode](data, { ...defined(options), ...params, info: true, maxOutputLength: MAX_OUTPUT_BYTES }),
    );
    return { error: null, data: answer.buffer.toString('base64'), consumed: answer.engine.bytesWritten };
  } catch (error) {
    return {
      error: failure.parse(error instanceof Error ? { ...error, message: error.message } : { message: 'failed' }),
    };
  }
}

/** The operations by name. */
export const zlibOperations: readonly (readonly [string, SyncOperation])[] = [
  ['zlib.run', run],
  [
    'zlib.crc32',
    (input) => {
      const { data, value } = crcInput.parse(input);
      return zlib.crc32(data, value);
    },
  ],
];
