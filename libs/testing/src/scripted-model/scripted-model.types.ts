import { z } from 'zod';

/** The body of a chat-completions request, as far as tests look at it. */
export const scriptedRequestSchema = z.looseObject({
  model: z.string(),
  stream_options: z.object({ include_usage: z.boolean() }).optional(),
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content: z.string().nullish(),
      tool_calls: z
        .array(z.looseObject({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
        .optional(),
      tool_call_id: z.string().optional(),
    }),
  ),
});

/** See {@link scriptedRequestSchema}. */
export type ScriptedRequest = z.infer<typeof scriptedRequestSchema>;

/** One thing that the played model does, in order. */
export type ScriptedPiece =
  /** Streams some text. */
  | { readonly text: string }
  /** Calls a tool; `args` is sent as JSON text, or as it is when it is a string. */
  | { readonly call: string; readonly args: unknown }
  /** Says at the end that so many tokens were used, if the request wants to know. */
  | { readonly tokens: number }
  /** Waits, with what came so far sent. */
  | { readonly wait: Promise<unknown> }
  /** Answers with an error instead; must be the first piece. */
  | { readonly status: number; readonly code?: string }
  /** Breaks the connection. */
  | { readonly cutOff: true }
  /** Ends with this reason instead of `stop` or `tool_calls`. */
  | { readonly finishReason: string };

/** Decides on an answer. `turn` counts the answers since the newest user message, from 0. */
export type ModelScript = (request: ScriptedRequest, turn: number) => readonly ScriptedPiece[];
