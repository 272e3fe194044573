import { createHash } from 'node:crypto';
import { MODEL_ID, type ChatCompletionRequest } from './chat-completions.schema.js';
import type { Reply } from './plan-reply.js';

const CHARACTERS_PER_TOKEN = 4;
const TEXT_PIECE = /\s*\S{1,12}|\s+$/g;
const CODE_PIECE_CHARACTERS = 24;

/** A reply in the terms of the protocol. */
export interface Completion {
  readonly id: string;
  readonly createdSeconds: number;
  readonly reply: Reply;
  readonly finishReason: 'stop' | 'tool_calls';
  readonly toolCall: { readonly id: string; readonly name: string; readonly arguments: string } | null;
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** Dresses a reply for the wire; ids follow from the request, so the same request has the same ones. */
export function toCompletion(request: ChatCompletionRequest, reply: Reply, createdSeconds: number): Completion {
  const digest = createHash('sha256').update(JSON.stringify(request.messages)).digest('hex');
  const args = reply.toolCall === null ? '' : JSON.stringify(reply.toolCall.args);
  const prompt = request.messages.reduce((sum, message) => sum + tokensOf(message.content), 0);
  const completion = tokensOf(reply.text) + tokensOf(args);
  return {
    id: `chatcmpl-${digest.slice(0, 24)}`,
    createdSeconds,
    reply,
    finishReason: reply.toolCall === null ? 'stop' : 'tool_calls',
    toolCall:
      reply.toolCall === null
        ? null
        : { id: `call_${digest.slice(24, 48)}`, name: reply.toolCall.name, arguments: args },
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
  };
}

/** The whole answer as one object. */
export function completionBody(completion: Completion): object {
  const { id, createdSeconds, reply, finishReason, toolCall, usage } = completion;
  const calls =
    toolCall === null
      ? {}
      : {
          tool_calls: [
            { id: toolCall.id, type: 'function', function: { name: toolCall.name, arguments: toolCall.arguments } },
          ],
        };
  return {
    id,
    object: 'chat.completion',
    created: createdSeconds,
    model: MODEL_ID,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: reply.text, refusal: null, ...calls },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage,
  };
}

function toolCallDeltas({ toolCall }: Completion): object[] {
  if (toolCall === null) return [];
  const opening = {
    tool_calls: [{ index: 0, id: toolCall.id, type: 'function', function: { name: toolCall.name, arguments: '' } }],
  };
  const pieces = toolCall.arguments.match(new RegExp(`[\\s\\S]{1,${CODE_PIECE_CHARACTERS}}`, 'gu')) ?? [];
  return [opening, ...pieces.map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] }))];
}

/** The same answer as the chunks of a stream, in order. */
export function* completionChunks(completion: Completion, includeUsage: boolean): Generator<object> {
  const { id, createdSeconds, reply, finishReason, usage } = completion;
  const chunk = (choices: object[]): object => ({
    id,
    object: 'chat.completion.chunk',
    created: createdSeconds,
    model: MODEL_ID,
    choices,
    ...(includeUsage ? { usage: null } : {}),
  });
  const delta = (part: object, finish: string | null = null): object =>
    chunk([{ index: 0, delta: part, logprobs: null, finish_reason: finish }]);

  yield delta({ role: 'assistant', content: '', refusal: null });
  for (const piece of reply.text.match(TEXT_PIECE) ?? []) yield delta({ content: piece });
  for (const part of toolCallDeltas(completion)) yield delta(part);
  yield delta({}, finishReason);
  if (includeUsage) yield { ...chunk([]), usage };
}
