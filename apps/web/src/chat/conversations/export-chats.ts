import type { ExportQuery } from '@cloakroom/contracts';

/** Has the browser download one conversation, or all of them with `null`; the page itself holds nothing of it. */
export function exportChats(conversationId: string | null, format: ExportQuery['format']): void {
  const link = document.createElement('a');
  const path = conversationId === null ? 'export' : `${conversationId}/export`;
  link.href = `/api/v1/conversations/${path}?format=${format}`;
  link.download = '';
  link.click();
}
