import type { FileView, MessageView } from '@cloakroom/contracts';

/** The files of a chat by name, the newest first; of two with one name the newer. */
export function filesOf(messages: readonly Pick<MessageView, 'parts' | 'attachments'>[]): Map<string, FileView> {
  const all = messages.flatMap(({ parts, attachments = [] }) => [
    ...attachments,
    ...parts.flatMap((part) => (part.type === 'tool' ? (part.artifacts ?? []) : [])),
  ]);
  const files = new Map<string, FileView>();
  for (const file of all.reverse()) if (!files.has(file.name)) files.set(file.name, file);
  return files;
}
