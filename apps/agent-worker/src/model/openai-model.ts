/*
 * The way to the model, over HTTP. Trusted: the operator's address and key. Not trusted: everything that comes back.
 * What must never cross: the key into an error or a log, a secret value into a request (callers redact before).
 */
import OpenAI, { APIError, APIUserAbortError } from 'openai';
import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { modelCutOff, modelFiltered, modelTimeout, toModelError } from './model-error.js';
import type { ModelAnswer, ModelCall, ModelMessage, ModelPort } from './model.port.js';
import { MODEL_TOOLS } from './model-tools.js';
import { estimateTokens } from './token-usage.js';

/** Options of {@link OpenAiModel}. Times in milliseconds. */
export interface OpenAiModelOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  /** Until the first piece of an answer; default two minutes (a local model may have to be loaded first). */
  readonly firstPieceMs?: number;
  /** Between pieces; default one minute. */
  readonly idleMs?: number;
}

const FIRST_PIECE_MS = 120_000;
const IDLE_MS = 60_000;

/** Any server that speaks OpenAI's chat-completions protocol with streaming and tools. */
export class OpenAiModel implements ModelPort {
  readonly #client: OpenAI;
  readonly #model: string;
  readonly #address: string;
  readonly #firstPieceMs: number;
  readonly #idleMs: number;
  #saysUsage = true;

  constructor(options: OpenAiModelOptions) {
    this.#model = options.model;
    this.#address = new URL(options.baseUrl).origin;
    this.#firstPieceMs = options.firstPieceMs ?? FIRST_PIECE_MS;
    this.#idleMs = options.idleMs ?? IDLE_MS;
    this.#client = new OpenAI({
      baseURL: options.baseUrl,
      apiKey: options.apiKey,
      timeout: this.#firstPieceMs,
      maxRetries: 2,
      logLevel: 'off',
      organization: null,
      project: null,
    });
  }

  async answer(
    messages: readonly ModelMessage[],
    onText: (text: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<ModelAnswer> {
    const watch = new IdleWatch(signal, this.#firstPieceMs);
    try {
      return await this.#stream(messages, onText, watch);
    } catch (error) {
      if (watch.timedOut) throw modelTimeout(this.#address);
      if (signal.aborted || error instanceof APIUserAbortError) throw new APIUserAbortError();
      throw toModelError(error, this.#address);
    } finally {
      watch.end();
    }
  }

  async #stream(
    messages: readonly ModelMessage[],
    onText: (text: string) => Promise<void>,
    watch: IdleWatch,
  ): Promise<ModelAnswer> {
    const stream = await this.#begin(messages, watch);
    const calls: CallPieces[] = [];
    let text = '';
    let finishReason: string | null = null;
    let tokens: number | null = null;
    for await (const chunk of wholeOr(stream, () => modelCutOff(this.#address))) {
      watch.restart(this.#idleMs);
      tokens = chunk.usage?.total_tokens ?? tokens;
      const choice = chunk.choices[0];
      if (choice === undefined) continue;
      finishReason = choice.finish_reason ?? finishReason;
      const content = choice.delta.content ?? '';
      for (const piece of choice.delta.tool_calls ?? []) addPiece(calls, piece);
      if (content === '') continue;
      text += content;
      watch.pause();
      await onText(content);
      watch.restart(this.#idleMs);
    }
    if (watch.signal.aborted) throw new APIUserAbortError();
    if (finishReason === null) throw modelCutOff(this.#address);
    if (finishReason === 'content_filter') throw modelFiltered();
    const answer = { text, calls: calls.map(({ callId, name, args }) => ({ callId, name, args })) };
    return { ...answer, tokens: tokens ?? estimateTokens(messages, answer) };
  }

  /** Asks for the usage of tokens too, but not of a server that refuses a request because of that. */
  async #begin(messages: readonly ModelMessage[], watch: IdleWatch) {
    const { completions } = this.#client.chat;
    const { signal } = watch;
    const body: ChatCompletionCreateParamsStreaming = {
      model: this.#model,
      messages: messages.map(toParam),
      tools: [...MODEL_TOOLS],
      stream: true,
    };
    if (!this.#saysUsage) return completions.create(body, { signal });
    try {
      return await completions.create({ ...body, stream_options: { include_usage: true } }, { signal });
    } catch (error) {
      if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) throw error;
      const stream = await completions.create(body, { signal });
      this.#saysUsage = false;
      return stream;
    }
  }
}

/** The pieces of a stream; a connection that breaks off within it is `broken`, whatever the HTTP client calls it. */
async function* wholeOr<T>(stream: AsyncIterable<T>, broken: () => Error): AsyncGenerator<T> {
  try {
    yield* stream;
  } catch (error) {
    if (error instanceof APIError || error instanceof SyntaxError) throw error;
    throw broken();
  }
}

interface CallPieces extends ModelCall {
  index: number;
  callId: string;
  name: string;
  args: string;
}

interface CallPiece {
  readonly index?: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

/** Some servers leave out the index, or send a whole call as one piece: a new id without an index is a new call. */
function addPiece(calls: CallPieces[], piece: CallPiece): void {
  const last = calls.at(-1);
  const index =
    piece.index ?? (piece.id === undefined || piece.id === last?.callId ? (last?.index ?? 0) : calls.length);
  let call = calls.find((candidate) => candidate.index === index);
  if (call === undefined) {
    call = { index, callId: '', name: '', args: '' };
    calls.push(call);
  }
  if (piece.id !== undefined && piece.id !== '') call.callId = piece.id;
  call.name += piece.function?.name ?? '';
  call.args += piece.function?.arguments ?? '';
}

function toParam(message: ModelMessage): ChatCompletionMessageParam {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content };
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.content };
    case 'assistant':
      return message.calls.length === 0
        ? { role: 'assistant', content: message.content }
        : {
            role: 'assistant',
            content: message.content === '' ? null : message.content,
            tool_calls: message.calls.map(({ callId, name, args }) => ({
              id: callId,
              type: 'function',
              function: { name, arguments: args },
            })),
          };
  }
}

/** Aborts a request when its caller does, or when nothing has come for too long. */
class IdleWatch {
  readonly #abort = new AbortController();
  readonly #caller: AbortSignal;
  readonly #onCallerAbort = (): void => this.#abort.abort();
  #timer: NodeJS.Timeout | null = null;
  timedOut = false;

  constructor(caller: AbortSignal, ms: number) {
    this.#caller = caller;
    if (caller.aborted) this.#abort.abort();
    else caller.addEventListener('abort', this.#onCallerAbort);
    this.restart(ms);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  restart(ms: number): void {
    this.pause();
    this.#timer = setTimeout(() => {
      this.timedOut = true;
      this.#abort.abort();
    }, ms);
  }

  pause(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  end(): void {
    this.pause();
    this.#caller.removeEventListener('abort', this.#onCallerAbort);
  }
}
