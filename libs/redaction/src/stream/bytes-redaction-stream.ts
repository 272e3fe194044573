import type { ByteRedactionStream, RedactionStream } from '../redactor.types.js';
import { decodeEscaped, encodeEscaped, unfinishedTail } from './surrogate-escape.js';

export class BytesRedactionStream implements ByteRedactionStream {
  private unfinished = Buffer.alloc(0);

  constructor(private readonly text: RedactionStream) {}

  push(bytes: Uint8Array): Uint8Array {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const whole = this.unfinished.length > 0 ? Buffer.concat([this.unfinished, chunk]) : chunk;
    const cut = whole.length - unfinishedTail(whole);
    this.unfinished = Buffer.from(whole.subarray(cut));
    return encodeEscaped(this.text.push(decodeEscaped(whole.subarray(0, cut))));
  }

  end(): Uint8Array {
    const rest = this.text.push(decodeEscaped(this.unfinished));
    this.unfinished = Buffer.alloc(0);
    return encodeEscaped(rest + this.text.end());
  }
}
