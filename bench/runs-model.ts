import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** Every piece has as many characters, so a reader of any gathering of them knows how many have arrived. */
export const PIECE_CHARS = 8;

const bodySchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.string().nullish() })),
});

/** What one question asks of the played model: so many pieces, one every so many milliseconds. */
export interface PlayedStream {
  readonly key: string;
  readonly pieces: number;
  readonly everyMs: number;
}

/** The question that makes the model play it. */
export function questionFor({ key, pieces, everyMs }: PlayedStream): string {
  return `bench:${key}:${pieces}:${everyMs}`;
}

/** What the model knows of one answer: when it was asked for, and when it wrote each piece. Milliseconds of this process. */
export interface PlayedAnswer {
  readonly askedAt: number;
  readonly sentAt: number[];
}

/** A model played over HTTP that notes when it wrote each piece. While it holds, answers begin but say nothing. */
export class PacedModel {
  readonly answers = new Map<string, PlayedAnswer>();
  readonly #server: Server;
  #held: PromiseWithResolvers<void> | null = null;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<PacedModel> {
    const model = new PacedModel();
    model.#server.listen(0, '127.0.0.1');
    await once(model.#server, 'listening');
    return model;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** From now on answers say nothing until {@link release}. */
  hold(): void {
    this.#held = Promise.withResolvers();
  }

  release(): void {
    this.#held?.resolve();
    this.#held = null;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { messages } = bodySchema.parse(JSON.parse(await text(request)));
    const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
    const [, key = '', pieces = '1', everyMs = '0'] = /bench:([\w-]+):(\d+):(\d+)/.exec(asked) ?? [];
    const answer: PlayedAnswer = { askedAt: performance.now(), sentAt: [] };
    this.answers.set(key, answer);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    await this.#held?.promise;
    await play(response, answer, { key, pieces: Number(pieces), everyMs: Number(everyMs) });
    send(response, {}, 'stop');
    response.end('data: [DONE]\n\n');
  }
}

/** Writes on an even beat that begins anywhere within its first one, so that many streams do not fall on one moment. */
async function play(response: ServerResponse, { sentAt }: PlayedAnswer, stream: PlayedStream): Promise<void> {
  const from = performance.now() + Math.random() * stream.everyMs;
  for (let piece = 0; piece < stream.pieces && !response.destroyed; piece += 1) {
    const waitMs = from + piece * stream.everyMs - performance.now();
    if (waitMs > 0) await pause(waitMs);
    sentAt.push(performance.now());
    send(response, { content: `${String(piece).padStart(PIECE_CHARS - 1, 'w')} ` });
  }
}

function send(response: ServerResponse, delta: object, finishReason: string | null = null): void {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  const chunk = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 0, model: 'bench', choices };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}
