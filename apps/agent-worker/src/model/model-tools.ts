import type { CodeLanguage } from '@cloakroom/contracts';
import type { ChatCompletionFunctionTool } from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { ModelCall, PlannedCall } from './model.port.js';

/** The tools' names, by the language they run. */
export const TOOL_NAMES: Readonly<Record<CodeLanguage, string>> = {
  javascript: 'run_javascript',
  python: 'run_python',
};

/** The tool that asks the user for a secret. */
export const REQUEST_SECRET_TOOL = 'request_secret';

const descriptions: Readonly<Record<CodeLanguage, string>> = {
  javascript:
    'Runs JavaScript (top-level await, fetch, process.env.NAME for secrets) in a fresh sandbox. Files in /workspace stay for the run. Returns what the code printed and the value of its last expression.',
  python:
    'Runs Python (top-level await, requests, os.environ["NAME"] for secrets) in a fresh sandbox. Files in /workspace stay for the run. Returns what the code printed and the value of its last expression.',
};

/** What the model is offered. */
export const MODEL_TOOLS: readonly ChatCompletionFunctionTool[] = (['javascript', 'python'] as const).map(
  (language) => ({
    type: 'function',
    function: {
      name: TOOL_NAMES[language],
      description: descriptions[language],
      parameters: {
        type: 'object',
        properties: { code: { type: 'string', description: 'The whole program.' } },
        required: ['code'],
        additionalProperties: false,
      },
    },
  }),
);

const argsSchema = z.object({
  code: z
    .string()
    .min(1)
    .max(256 * 1024),
});

/** A model's call as one that can be carried out, or what to tell the model instead. */
export function planCall(call: ModelCall): PlannedCall | { readonly problem: string } {
  const language = (['javascript', 'python'] as const).find((candidate) => TOOL_NAMES[candidate] === call.name);
  if (language === undefined)
    return { problem: `There is no such tool. The tools are ${Object.values(TOOL_NAMES).join(' and ')}.` };
  const args = argsSchema.safeParse(parseJson(call.args));
  if (!args.success) return { problem: 'The arguments must be a JSON object with the program as the string "code".' };
  return { callId: call.callId, language, code: args.data.code };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
