import type { FileView, MessagePart, PromptPart, ToolPart } from '@cloakroom/contracts';
import { type AttachedFile, describeAttachments } from '../files/attached-files.js';
import { toolMessage } from '../tools/tool-message.js';
import { REQUEST_SECRET_TOOL, TOOL_NAMES } from './model-tools.js';
import type { ModelMessage } from './model.port.js';
import { promptAnswer } from './prompt-message.js';

/** A stored message, as far as the model needs it. */
export interface HistoryMessage {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly MessagePart[];
  /** Files that went with it. */
  readonly attachments?: readonly FileView[];
}

/** Characters of earlier messages that are sent along; older ones are left out. */
const MAX_HISTORY_CHARS = 200_000;

/**
 * The stored conversation as the model is sent it: the newest part that fits, every text through `redact`. `attached` says
 * where its files are.
 */
export function historyMessages(
  history: readonly HistoryMessage[],
  redact: (text: string) => string,
  attached: ReadonlyMap<string, AttachedFile> = new Map(),
): ModelMessage[] {
  const groups: ModelMessage[][] = [];
  let chars = 0;
  for (const message of [...history].reverse()) {
    const group =
      message.role === 'user' ? userMessages(message, redact, attached) : assistantMessages(message, redact);
    chars += group.reduce((sum, { content }) => sum + content.length, 0);
    if (chars > MAX_HISTORY_CHARS && groups.length > 0) break;
    groups.push(group);
  }
  return groups.reverse().flat();
}

function userMessages(
  message: HistoryMessage,
  redact: (text: string) => string,
  attached: ReadonlyMap<string, AttachedFile>,
): ModelMessage[] {
  const text = message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
  const files = describeAttachments(message.attachments ?? [], attached, redact);
  return [{ role: 'user', content: redact(text) + files }];
}

function assistantMessages(message: HistoryMessage, redact: (text: string) => string): ModelMessage[] {
  const messages: ModelMessage[] = [];
  let text = '';
  for (const part of message.parts) {
    if (part.type === 'text') {
      text += redact(part.text);
      continue;
    }
    if (part.type === 'steer') {
      if (text !== '') messages.push({ role: 'assistant', content: text, calls: [] });
      messages.push({ role: 'user', content: redact(part.text) });
      text = '';
      continue;
    }
    const told = part.type === 'tool' ? toolMessages(part, text, redact) : promptMessages(part, text, redact);
    if (told === null) continue;
    messages.push(...told);
    text = '';
  }
  if (text !== '') messages.push({ role: 'assistant', content: text, calls: [] });
  return messages;
}

function toolMessages(part: ToolPart, text: string, redact: (text: string) => string): ModelMessage[] {
  const args = JSON.stringify({ code: redact(part.code) });
  const call = { callId: part.toolCallId, name: TOOL_NAMES[part.language], args };
  const content = toolMessageOf(part, redact);
  return [
    { role: 'assistant', content: text, calls: [call] },
    { role: 'tool', callId: part.toolCallId, content },
  ];
}

/** `null` for a call that the user allowed: it follows as a tool part of its own. */
function promptMessages(part: PromptPart, text: string, redact: (text: string) => string): ModelMessage[] | null {
  const { ask, promptId } = part;
  if (ask.kind === 'lease' && part.state === 'granted') return null;
  const call =
    ask.kind === 'secret'
      ? {
          callId: promptId,
          name: REQUEST_SECRET_TOOL,
          args: { name: ask.name, reason: redact(ask.reason), hosts: ask.hosts.map(redact) },
        }
      : { callId: ask.toolCallId, name: TOOL_NAMES[ask.language], args: { code: redact(ask.code) } };
  const content = promptAnswer(ask, part.state === 'open' ? 'withdrawn' : part.state, redact);
  return [
    { role: 'assistant', content: text, calls: [{ ...call, args: JSON.stringify(call.args) }] },
    { role: 'tool', callId: call.callId, content },
  ];
}

/** What the model is told of a tool call that is only known from what was shown. */
export function toolMessageOf(part: ToolPart, redact: (text: string) => string): string {
  const output = part.output.map(({ text }) => text).join('');
  if (part.state === 'running' || part.state === 'interrupted') {
    const message =
      'The call was interrupted: the process that ran it ended. It was not repeated, and it may have had its effect.';
    return toolMessage({ result: null, output, error: { kind: 'CRASHED', message }, denials: [] }, redact);
  }
  const { result, error, artifacts, artifactsLeftOut } = part;
  return toolMessage({ result, output, error, denials: [], artifacts, artifactsLeftOut }, redact);
}
