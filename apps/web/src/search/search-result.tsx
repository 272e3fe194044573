import type { SearchHit } from '@cloakroom/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Moment } from '../ui/moment.js';
import { Highlighted } from './highlighted.js';

export interface SearchResultProps {
  readonly hit: SearchHit;
  readonly onOpen: () => void;
}

/** One place where the words were found; opens the conversation there. */
export function SearchResult({ hit, onOpen }: SearchResultProps): ReactNode {
  const { conversationId, messageId, role, title, excerpt, at } = hit;
  return (
    <li>
      <Link
        to={`/c/${conversationId}${messageId === null ? '' : `#${messageId}`}`}
        onClick={onOpen}
        className="grid grid-cols-1 gap-0.5 rounded-lg px-3 py-2 text-sm hover:bg-sunken"
      >
        <span className="flex items-baseline gap-3">
          <span dir="auto" className="min-w-0 flex-1 truncate font-semibold">
            <Highlighted excerpt={title} />
          </span>
          <span className="shrink-0 text-xs text-ink-faint">
            <Moment iso={at} style="date" />
          </span>
        </span>
        {excerpt !== null && (
          <span dir="auto" className="line-clamp-2 wrap-anywhere text-ink-soft">
            <span className="text-ink-faint">{role === 'user' ? 'You: ' : 'Agent: '}</span>
            <Highlighted excerpt={excerpt} />
          </span>
        )}
      </Link>
    </li>
  );
}
