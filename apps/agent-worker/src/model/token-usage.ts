import type { ModelAnswer, ModelMessage } from './model.port.js';

/** Bytes of UTF-8 that a token stands for, by rule of thumb. */
const BYTES_PER_TOKEN = 4;

/** About how many tokens an exchange took, for servers that do not say: what was sent, and what came back. */
export function estimateTokens(
  messages: readonly ModelMessage[],
  { text, calls }: Omit<ModelAnswer, 'tokens'>,
): number {
  const pieces = [...messages.flatMap(piecesOf), text, ...calls.map(({ args }) => args)];
  return Math.ceil(pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0) / BYTES_PER_TOKEN);
}

function piecesOf(message: ModelMessage): string[] {
  return message.role === 'assistant' ? [message.content, ...message.calls.map(({ args }) => args)] : [message.content];
}
