import { z } from 'zod';

/** The only model served here. */
export const MODEL_ID = 'cloakroom-demo';

const contentPart = z.looseObject({ type: z.string(), text: z.string().optional() });

const content = z
  .union([z.string(), z.array(contentPart), z.null()])
  .optional()
  .transform((given) => {
    if (given === null || given === undefined) return '';
    return typeof given === 'string' ? given : given.map((part) => part.text ?? '').join('\n');
  });

const toolCall = z.looseObject({
  id: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

const message = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content }),
  z.looseObject({ role: z.literal('developer'), content }),
  z.looseObject({ role: z.literal('user'), content }),
  z.looseObject({ role: z.literal('assistant'), content, tool_calls: z.array(toolCall).nullish() }),
  z.looseObject({ role: z.literal('tool'), content, tool_call_id: z.string() }),
]);

const tool = z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) });

/** The body of `POST /v1/chat/completions`, as far as it is used here; message contents become plain text. */
export const chatCompletionRequest = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
});

export type ChatCompletionRequest = z.output<typeof chatCompletionRequest>;
export type ChatMessage = z.output<typeof message>;
