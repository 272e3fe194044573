import type { MessagePart } from '@cloakroom/contracts';

/** What of a stored message can be found: all that its reader sees, masked as it is stored. */
export function searchableText(parts: readonly MessagePart[]): string {
  return parts.map(textOf).join('\n');
}

function textOf(part: MessagePart): string {
  switch (part.type) {
    case 'text':
    case 'steer':
      return part.text;
    case 'tool':
      return [
        part.code,
        part.output.map(({ text }) => text).join(''),
        part.result ?? '',
        part.error?.message ?? '',
      ].join('\n');
    case 'prompt':
      return part.ask.kind === 'secret' ? `${part.ask.name}\n${part.ask.reason}` : part.ask.code;
  }
}
