import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  type ModelScript,
  type ScriptedPiece,
  type ScriptedRequest,
  scriptedRequestSchema,
} from './scripted-model.types.js';

const CHUNK = { id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 0, model: 'scripted' };

/** A model played over real HTTP, in OpenAI's chat-completions protocol with streaming. */
export class ScriptedModel {
  /** Every request so far, in order. */
  readonly requests: ScriptedRequest[] = [];
  readonly #server: Server;
  #script: ModelScript;

  private constructor(script: ModelScript) {
    this.#script = script;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** Starts on a free port of the loopback address. */
  static async start(script: ModelScript): Promise<ScriptedModel> {
    const model = new ScriptedModel(script);
    await new Promise<void>((resolve) => model.#server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  /** Address for `OPENAI_BASE_URL`. */
  get baseUrl(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new TypeError('The model does not listen.');
    return `http://127.0.0.1:${address.port}/v1`;
  }

  /** Answers by another script from now on. */
  play(script: ModelScript): void {
    this.#script = script;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parsed = scriptedRequestSchema.parse(JSON.parse(await text(request)));
    this.requests.push(parsed);
    const asked = parsed.messages.findLastIndex(({ role }) => role === 'user');
    const turn = parsed.messages.slice(asked).filter(({ role }) => role === 'assistant').length;
    const pieces = this.#script(parsed, turn);
    const [first] = pieces;
    if (first !== undefined && 'status' in first) {
      response.writeHead(first.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'Played failure', code: first.code ?? null } }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    await stream(pieces, response, parsed.stream_options?.include_usage === true);
  }
}

async function stream(
  pieces: readonly ScriptedPiece[],
  response: ServerResponse,
  includeUsage: boolean,
): Promise<void> {
  let calls = 0;
  let finishReason = 'stop';
  let tokens: number | null = null;
  for (const piece of pieces) {
    if (response.destroyed) return;
    if ('text' in piece) send(response, { content: piece.text });
    if ('wait' in piece) await piece.wait;
    if ('tokens' in piece) tokens = piece.tokens;
    if ('finishReason' in piece) finishReason = piece.finishReason;
    if ('cutOff' in piece) {
      response.destroy();
      return;
    }
    if ('call' in piece) {
      sendCall(response, calls, piece);
      calls += 1;
      finishReason = 'tool_calls';
    }
  }
  send(response, {}, finishReason);
  if (includeUsage && tokens !== null) sendUsage(response, tokens);
  response.end('data: [DONE]\n\n');
}

function sendUsage(response: ServerResponse, tokens: number): void {
  const usage = { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
  response.write(`data: ${JSON.stringify({ ...CHUNK, choices: [], usage })}\n\n`);
}

/** Sends a call the way real servers do: its name first, then its arguments in two pieces. */
function sendCall(response: ServerResponse, index: number, piece: { call: string; args: unknown }): void {
  const args = typeof piece.args === 'string' ? piece.args : JSON.stringify(piece.args);
  const middle = Math.floor(args.length / 2);
  const head = { index, id: `call_${index}`, type: 'function', function: { name: piece.call, arguments: '' } };
  send(response, { tool_calls: [head] });
  for (const part of [args.slice(0, middle), args.slice(middle)]) {
    send(response, { tool_calls: [{ index, function: { arguments: part } }] });
  }
}

function send(response: ServerResponse, delta: object, finishReason: string | null = null): void {
  const chunk = { ...CHUNK, choices: [{ index: 0, delta, finish_reason: finishReason }] };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}
