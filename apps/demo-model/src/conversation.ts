import { z } from 'zod';
import type { ChatCompletionRequest, ChatMessage } from './chat-completions.schema.js';

/** Languages that a tool runs, by the tool's name. */
export const TOOL_NAMES = { javascript: 'run_javascript', python: 'run_python' } as const;
/** The tool that asks the user for a secret. */
export const REQUEST_SECRET_TOOL = 'request_secret';
export type CodeLanguage = keyof typeof TOOL_NAMES;

/** A secret the user has, by name; its value is never here. */
export interface OfferedSecret {
  readonly name: string;
  readonly description: string;
}

/** What running a tool came to. */
export interface ToolOutcome {
  /** The name of the tool. */
  readonly tool: string;
  readonly ok: boolean;
  readonly result: string | null;
  readonly output: string;
  readonly error: { readonly kind: string; readonly message: string } | null;
}

/** A request, as the rules of the demonstration model look at it. */
export interface Conversation {
  readonly question: string;
  readonly secrets: readonly OfferedSecret[];
  readonly languages: readonly CodeLanguage[];
  /** Whether the user can be asked for a secret. */
  readonly canRequestSecret: boolean;
  /** What the newest tool call came to, when the question has been worked on already. */
  readonly outcome: ToolOutcome | null;
}

const secretLine = z.object({ name: z.string().regex(/^[A-Z_][A-Z0-9_]*$/), description: z.string().nullish() });

const toolOutcome = z.object({
  ok: z.boolean(),
  result: z.string().nullish(),
  output: z.string().nullish(),
  error: z.object({ kind: z.string(), message: z.string() }).nullish(),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readSecrets(instructions: string): readonly OfferedSecret[] {
  const section = /<secrets>([\s\S]*?)<\/secrets>/.exec(instructions)?.[1] ?? '';
  return section
    .split('\n')
    .map((line) => secretLine.safeParse(parseJson(line)))
    .flatMap((parsed) => (parsed.success ? [parsed.data] : []))
    .map(({ name, description }) => ({ name, description: description ?? '' }));
}

function readOutcome(tool: string, text: string): ToolOutcome {
  const parsed = toolOutcome.safeParse(parseJson(text));
  if (!parsed.success) return { tool, ok: true, result: null, output: text, error: null };
  const { ok, result, output, error } = parsed.data;
  return { tool, ok, result: result ?? null, output: output ?? '', error: error ?? null };
}

function offeredTools(request: ChatCompletionRequest): ReadonlySet<string> {
  if (request.tool_choice === 'none') return new Set();
  return new Set((request.tools ?? []).map((tool) => tool.function.name));
}

/** The name of the tool that a result belongs to. */
function toolOf(messages: readonly ChatMessage[], callId: string): string {
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? (message.tool_calls ?? []) : []));
  return calls.findLast(({ id }) => id === callId)?.function.name ?? '';
}

function offeredLanguages(offered: ReadonlySet<string>): readonly CodeLanguage[] {
  const languages: readonly CodeLanguage[] = ['javascript', 'python'];
  return languages.filter((language) => offered.has(TOOL_NAMES[language]));
}

function isInstruction(message: ChatMessage): boolean {
  return message.role === 'system' || message.role === 'developer';
}

/** Reads the question, the names of the secrets, the tools, and the newest tool result out of a request. */
export function readConversation(request: ChatCompletionRequest): Conversation {
  const { messages } = request;
  const asked = messages.findLastIndex((message) => message.role === 'user');
  const last = messages.at(-1);
  const offered = offeredTools(request);
  const instructions = messages.filter(isInstruction).map((message) => message.content);
  return {
    question: messages[asked]?.content ?? '',
    secrets: readSecrets(instructions.join('\n')),
    languages: offeredLanguages(offered),
    canRequestSecret: offered.has(REQUEST_SECRET_TOOL),
    outcome: last?.role === 'tool' ? readOutcome(toolOf(messages, last.tool_call_id), last.content) : null,
  };
}
