import type { ConversationView } from '@cloakroom/contracts';
import { daysBetween } from '../../platform/format-time.js';

/** Conversations under one heading of the list. */
export interface ConversationGroup {
  readonly label: string;
  readonly conversations: readonly ConversationView[];
}

const PINNED = 'Pinned';

const headings: readonly { readonly label: string; readonly maxDays: number }[] = [
  { label: 'Today', maxDays: 0 },
  { label: 'Yesterday', maxDays: 1 },
  { label: 'Previous 7 days', maxDays: 7 },
  { label: 'Previous 30 days', maxDays: 30 },
  { label: 'Older', maxDays: Number.POSITIVE_INFINITY },
];

/** Groups a list that is sorted by its last change, pinned ones first; groups without members are left out. */
export function groupConversations(list: readonly ConversationView[], now: Date): readonly ConversationGroup[] {
  const labelOf = (conversation: ConversationView): string => {
    if (conversation.pinned === true) return PINNED;
    const days = daysBetween(new Date(conversation.updatedAt), now);
    return headings.find((heading) => days <= heading.maxDays)?.label ?? 'Older';
  };
  return [PINNED, ...headings.map(({ label }) => label)]
    .map((label) => ({ label, conversations: list.filter((conversation) => labelOf(conversation) === label) }))
    .filter((group) => group.conversations.length > 0);
}
