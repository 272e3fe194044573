import { EgressError, type HeaderList } from '@cloakroom/sandbox';
import { Readable, Transform, type Duplex, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';

/** Pulls bytes; ends with `null`. */
export interface ByteSource {
  next(): Promise<Uint8Array | null>;
  cancel(): void;
}

const MAX_CODINGS = 2;
const ZSTD_WINDOW_LOG_MAX = 23;
const TOLERANT = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };

type Decoder = (firstByte: number) => Duplex;

/** RFC 9110 says zlib format; servers also send raw deflate, whose first byte never has method 8 in its low half. */
const inflate: Decoder = (firstByte) =>
  (firstByte & 0x0f) === 0x08 ? createInflate(TOLERANT) : createInflateRaw(TOLERANT);

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', () => createGunzip(TOLERANT)],
  ['x-gzip', () => createGunzip(TOLERANT)],
  ['deflate', inflate],
  [
    'br',
    () =>
      createBrotliDecompress({
        flush: constants.BROTLI_OPERATION_FLUSH,
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
      }),
  ],
  ['zstd', () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX } })],
]);

/**
 * The codings of a response, outermost last, as `Content-Encoding` lists them; without `identity`. On request with those
 * that `Transfer-Encoding` lists beside `chunked`: no client asked for them, but a server may use them all the same.
 */
export function contentCodings(headers: HeaderList, withTransfer = false): readonly string[] {
  const listed = (header: string): string[] =>
    headers
      .filter(([name]) => name.toLowerCase() === header)
      .flatMap(([, value]) => value.split(','))
      .map((coding) => coding.trim().toLowerCase())
      .filter((coding) => coding !== '' && coding !== 'identity' && coding !== 'chunked');
  return [...listed('content-encoding'), ...(withTransfer ? listed('transfer-encoding') : [])];
}

/** Fails as soon as more than `maxBytes` went through. */
class ByteCap extends Transform {
  #bytes = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly error: () => EgressError,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.maxBytes) done(this.error());
    else done(null, chunk);
  }
}

async function* bytesOf(source: ByteSource, first: Uint8Array): AsyncGenerator<Uint8Array> {
  yield first;
  for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) yield chunk;
}

class DecodedSource implements ByteSource {
  #decoded: AsyncIterator<Buffer> | null = null;
  /** Settles with what ended the stages. */
  #ended: Promise<unknown> = Promise.resolve(null);

  constructor(
    private readonly source: ByteSource,
    private readonly decoders: readonly Decoder[],
    private readonly options: DecodingOptions,
  ) {}

  async next(): Promise<Uint8Array | null> {
    try {
      this.#decoded ??= await this.#start();
      const result = await this.#decoded?.next();
      return result === undefined || result.done === true ? null : result.value;
    } catch (error) {
      if (error instanceof EgressError) throw error;
      this.source.cancel();
      const cause = await this.#ended;
      throw cause instanceof EgressError ? cause : this.#undecodable();
    }
  }

  cancel(): void {
    this.source.cancel();
  }

  async #start(): Promise<AsyncIterator<Buffer> | null> {
    const first = await this.source.next();
    if (first === null) return null;
    const { maxBytes, onTooLarge } = this.options;
    const stages = this.decoders
      .toReversed()
      .flatMap((decoder) => [decoder(first[0] ?? 0), new ByteCap(maxBytes, onTooLarge)]);
    const last = stages.at(-1);
    if (last === undefined) return null;
    this.#ended = pipeline([Readable.from(bytesOf(this.source, first)), ...stages]).catch((error: unknown) => error);
    return last.iterator({ destroyOnReturn: true });
  }

  #undecodable(): EgressError {
    return new EgressError(
      'RESET',
      `The response of "${this.options.hostname}" is not in the encoding that its Content-Encoding header says.`,
    );
  }
}

/** How much a body may grow to, and how it is named in messages. */
export interface DecodingOptions {
  readonly hostname: string;
  readonly maxBytes: number;
  readonly onTooLarge: () => EgressError;
  /** Whether a coding that is not known is an error, because what is behind it has to be looked at. */
  readonly mustDecode: boolean;
}

/**
 * The body without its content codings (RFC 9110 §8.4), every stage of it capped; unchanged when there are none, or when
 * one is not known. Reading throws {@link EgressError} when there are more than two, or one is not known and must be.
 */
export function decodeContent(source: ByteSource, codings: readonly string[], options: DecodingOptions): ByteSource {
  if (codings.length > MAX_CODINGS) {
    const message = `The response of "${options.hostname}" is encoded ${codings.length} times over; at most ${MAX_CODINGS} are undone.`;
    return unreadable(source, new EgressError('LIMIT', message));
  }
  const unknown = codings.find((coding) => !DECODERS.has(coding));
  if (options.mustDecode && unknown !== undefined) {
    const message = `The response of "${options.hostname}" is encoded in a way that cannot be searched for sealed secrets. Ask for gzip, deflate, br or zstd in Accept-Encoding.`;
    return unreadable(source, new EgressError('DENIED', message));
  }
  const decoders = codings.map((coding) => DECODERS.get(coding));
  const known = decoders.filter((decoder) => decoder !== undefined);
  return known.length === 0 || known.length !== codings.length ? source : new DecodedSource(source, known, options);
}

function unreadable(source: ByteSource, error: EgressError): ByteSource {
  return {
    next: () => Promise.reject(error),
    cancel: () => {
      source.cancel();
    },
  };
}
