import type { SearchHit } from '@cloakroom/contracts';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.js';
import { HangerLoader } from '../ui/logo.js';
import { SearchResult } from './search-result.js';

export interface SearchResultsProps {
  /** Nothing is looked for. */
  readonly idle: boolean;
  readonly busy: boolean;
  readonly error: string | null;
  readonly hits: readonly SearchHit[];
  /** Older messages are not searched yet. */
  readonly more: boolean;
  readonly fetchingMore: boolean;
  readonly onRetry: () => void;
  readonly onMore: () => void;
  readonly onOpen: () => void;
}

/** How a search stands, and what it found. */
export function SearchResults(props: SearchResultsProps): ReactNode {
  const { idle, busy, error, hits, more, fetchingMore, onRetry, onMore, onOpen } = props;
  const settled = !idle && !busy && error === null;
  return (
    <>
      <p role="status" className="sr-only">
        {settled ? `${hits.length}${more ? ' or more' : ''} found.` : ''}
      </p>
      {idle && (
        <p className="px-3 py-2 text-sm text-ink-faint">
          All words must be in the title or in one message. Code and its output are searched as well; masked values are
          found by their name.
        </p>
      )}
      {!idle && busy && (
        <div className="grid h-40 place-items-center">
          <HangerLoader label="Searching…" />
        </div>
      )}
      {!idle && !busy && (
        <ul aria-label="Found">
          {hits.map((hit) => (
            <SearchResult key={hit.messageId ?? hit.conversationId} hit={hit} onOpen={onOpen} />
          ))}
        </ul>
      )}
      {settled && hits.length === 0 && (
        <p className="px-3 py-2 text-sm text-ink-soft">
          {more ? 'Nothing found so far; older messages are left.' : 'Nothing was found. Try fewer or other words.'}
        </p>
      )}
      {!idle && !busy && error !== null && (
        <div role="alert" className="px-3 py-2 text-sm">
          <p className="text-ink-soft">The search did not work. {error}</p>
          <Button size="small" className="mt-2" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
      {settled && more && (
        <Button tone="ghost" size="small" className="mt-1" busy={fetchingMore} onClick={onMore}>
          Search older messages
        </Button>
      )}
    </>
  );
}
