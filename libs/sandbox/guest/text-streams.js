// TextEncoderStream and TextDecoderStream.
import { TransformStream } from 'web-streams-polyfill';
import { TextDecoder, TextEncoder } from './text-codec.js';

export class TextEncoderStream {
  #transform;
  constructor() {
    const encoder = new TextEncoder();
    let held = '';
    this.#transform = new TransformStream({
      transform(chunk, controller) {
        const text = held + String(chunk);
        const last = text.charCodeAt(text.length - 1);
        held = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : '';
        const whole = held === '' ? text : text.slice(0, -1);
        if (whole !== '') controller.enqueue(encoder.encode(whole));
      },
      flush(controller) {
        if (held !== '') controller.enqueue(encoder.encode(held));
      },
    });
  }
  get encoding() {
    return 'utf-8';
  }
  get readable() {
    return this.#transform.readable;
  }
  get writable() {
    return this.#transform.writable;
  }
  get [Symbol.toStringTag]() {
    return 'TextEncoderStream';
  }
}

export class TextDecoderStream {
  #decoder;
  #transform;
  constructor(label = 'utf-8', options = {}) {
    const decoder = new TextDecoder(label, options);
    this.#decoder = decoder;
    this.#transform = new TransformStream({
      transform(chunk, controller) {
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') controller.enqueue(text);
      },
      flush(controller) {
        const text = decoder.decode();
        if (text !== '') controller.enqueue(text);
      },
    });
  }
  get encoding() {
    return this.#decoder.encoding;
  }
  get fatal() {
    return this.#decoder.fatal;
  }
  get ignoreBOM() {
    return this.#decoder.ignoreBOM;
  }
  get readable() {
    return this.#transform.readable;
  }
  get writable() {
    return this.#transform.writable;
  }
  get [Symbol.toStringTag]() {
    return 'TextDecoderStream';
  }
}
