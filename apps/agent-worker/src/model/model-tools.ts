import {
  type CodeLanguage,
  PROMPT_HOSTS_MAX,
  PROMPT_REASON_MAX_LENGTH,
  type SecretAsk,
  secretHostSchema,
  secretNameSchema,
} from '@cloakroom/contracts';
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
    'Runs JavaScript (top-level await, fetch, process.env.NAME for secrets, await secrets.hmac("NAME", data), secrets.signJwt and secrets.signAwsV4 to sign with them) in a fresh sandbox. Files in /workspace stay for the run. Returns what the code printed and the value of its last expression.',
  python:
    'Runs Python (top-level await, requests, os.environ["NAME"] for secrets, secrets.hmac("NAME", data), secrets.sign_jwt and secrets.sign_aws_v4 to sign with them) in a fresh sandbox. Files in /workspace stay for the run. Returns what the code printed and the value of its last expression.',
};

const requestDescription =
  'Asks the user for a secret that is not listed, in a secure field of the chat. The value goes to the vault; you never see it. Waits for the user; afterwards the next call finds the secret as an environment variable.';

/** What the model is offered. */
export const MODEL_TOOLS: readonly ChatCompletionFunctionTool[] = [
  ...(['javascript', 'python'] as const).map((language) =>
    toolOf(TOOL_NAMES[language], descriptions[language], {
      code: { type: 'string', description: 'The whole program.' },
    }),
  ),
  toolOf(REQUEST_SECRET_TOOL, requestDescription, {
    name: { type: 'string', description: 'Name of the environment variable: A-Z, 0-9 and _, such as GITHUB_TOKEN.' },
    reason: { type: 'string', description: 'What it is needed for, in one sentence for the user.' },
    hosts: {
      type: 'array',
      items: { type: 'string' },
      description: 'The hosts that your code will send it to, such as api.github.com.',
    },
  }),
];

function toolOf(name: string, description: string, properties: Record<string, unknown>): ChatCompletionFunctionTool {
  const parameters = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
  return { type: 'function', function: { name, description, parameters } };
}

const argsSchema = z.object({
  code: z
    .string()
    .min(1)
    .max(256 * 1024),
});

const requestArgsSchema = z.object({
  name: secretNameSchema,
  reason: z.string().trim().min(1).max(PROMPT_REASON_MAX_LENGTH),
  hosts: z.array(secretHostSchema).max(PROMPT_HOSTS_MAX),
});

/** A model's call as one that can be carried out, or what to tell the model instead. */
export function planCall(call: ModelCall): PlannedCall | { readonly problem: string } {
  if (call.name === REQUEST_SECRET_TOOL) return planRequest(call);
  const language = (['javascript', 'python'] as const).find((candidate) => TOOL_NAMES[candidate] === call.name);
  if (language === undefined) {
    const names = [...Object.values(TOOL_NAMES), REQUEST_SECRET_TOOL];
    return { problem: `There is no such tool. The tools are ${names.join(', ')}.` };
  }
  const args = argsSchema.safeParse(parseJson(call.args));
  if (!args.success) return { problem: 'The arguments must be a JSON object with the program as the string "code".' };
  return { kind: 'code', callId: call.callId, language, code: args.data.code };
}

function planRequest({ callId, args }: ModelCall): PlannedCall | { readonly problem: string } {
  const parsed = requestArgsSchema.safeParse(parseJson(args));
  if (parsed.success) return { kind: 'request-secret', callId, ask: { kind: 'secret', ...parsed.data } };
  const fields = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
  return {
    problem: `The user was not asked. The arguments must be {"name", "reason", "hosts"}. ${fields.join(' ')}`,
  };
}

/** The arguments of a planned call, redacted, as the conversation with the model keeps them. */
export function redactedArgs(call: PlannedCall, redact: (text: string) => string): string {
  if (call.kind === 'code') return JSON.stringify({ code: redact(call.code) });
  const { name, reason, hosts } = redactAsk(call.ask, redact);
  return JSON.stringify({ name, reason, hosts });
}

/** A question without any value that the model may have put into it. */
export function redactAsk(ask: SecretAsk, redact: (text: string) => string): SecretAsk {
  return { ...ask, reason: redact(ask.reason), hosts: ask.hosts.map(redact) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
