import type { FileView, MessagePart, ToolPart } from '@cloakroom/contracts';
import type { StoredConversation, StoredMessage } from '@cloakroom/persistence';

/** Heading of a conversation. */
export function conversationMarkdown({ title, createdAt }: StoredConversation): string {
  return `# ${title.replaceAll(/\s+/g, ' ')}\n\nBegun ${createdAt.toISOString()}.\n\n`;
}

/** A message with who said it and when, as it is stored. */
export function messageMarkdown({ role, createdAt, parts, attachments = [] }: StoredMessage): string {
  const who = role === 'user' ? 'You' : 'Agent';
  return [
    `## ${who}, ${createdAt.toISOString()}`,
    ...parts.map(partMarkdown),
    ...filesMarkdown('Attached', attachments),
    '',
  ].join('\n\n');
}

function partMarkdown(part: MessagePart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'tool':
      return toolMarkdown(part);
    case 'steer':
      return `**You, meanwhile:** ${part.text}`;
    case 'prompt': {
      const what = part.ask.kind === 'secret' ? `for ${part.ask.name}` : 'to use secrets';
      return `*The agent asked ${what}: ${part.state}.*`;
    }
  }
}

function toolMarkdown(part: ToolPart): string {
  const { language, code, state, output, outputLost, result, error, durationMs, artifacts = [] } = part;
  const time = durationMs === null ? '' : ` after ${durationMs} ms`;
  const printed = output.map(({ text }) => text).join('');
  return [
    `**Code: ${state}${time}**`,
    fenced(code, language),
    ...(printed === '' ? [] : ['Output:', fenced(printed, 'text')]),
    ...(outputLost === 0 ? [] : [`${outputLost} more characters were not kept.`]),
    ...(result === null ? [] : ['Result:', fenced(result, 'text')]),
    ...(error === null ? [] : ['Error:', fenced(error.message, 'text')]),
    ...filesMarkdown('Files', artifacts),
  ].join('\n\n');
}

function filesMarkdown(what: string, files: readonly FileView[]): string[] {
  if (files.length === 0) return [];
  const lines = files.map(({ name, bytes }) => `- ${codeSpan(name)} (${bytes} bytes)`);
  return [[`${what}:`, '', ...lines].join('\n')];
}

/** A name that may hold anything but a line's end, as it is. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks} ${text} ${ticks}`;
}

/** A fence longer than any in the text, so that nothing in it ends the block. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}
