import { SEARCH_MAX_LENGTH } from '@cloakroom/contracts';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { messageOf } from '../platform/api-client.js';
import DialogContent from '../ui/dialog-content.js';
import { TextField } from '../ui/text-field.js';
import { SearchResults } from './search-results.js';
import { useSearch } from './use-search.js';

/** Searches all chats of the person. Arrow keys walk through what was found, Enter in the field opens the first. */
export default function SearchDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [typed, setTyped] = useState('');
  const { search, key, waiting } = useSearch(typed);
  const area = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent): void => {
    const links = [...(area.current?.querySelectorAll('a') ?? [])];
    const field = area.current?.querySelector('input');
    if (event.key === 'Enter' && document.activeElement === field && !waiting) {
      event.preventDefault();
      links[0]?.click();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const at = links.findIndex((link) => link === document.activeElement);
    const next = event.key === 'ArrowDown' ? Math.min(at + 1, links.length - 1) : at - 1;
    (links[next] ?? field)?.focus();
  };

  return (
    <DialogContent open wide title="Search your chats" onOpenChange={(open) => !open && onClose()}>
      <div ref={area} onKeyDown={onKeyDown} className="grid grid-cols-1 gap-4">
        <TextField
          label="Words in titles and messages"
          type="search"
          dir="auto"
          autoComplete="off"
          maxLength={SEARCH_MAX_LENGTH}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={
            key !== null
              ? 'This looks like a key, so it was not searched for. The Secrets page tells where a saved value was said.'
              : null
          }
        />
        <div className="h-[min(24rem,52dvh)] overflow-y-auto">
          <SearchResults
            idle={typed.trim() === '' || key !== null}
            busy={waiting || (search.isFetching && search.data === undefined)}
            error={search.error === null ? null : messageOf(search.error)}
            hits={search.data?.pages.flatMap(({ hits }) => hits) ?? []}
            more={search.hasNextPage}
            fetchingMore={search.isFetchingNextPage}
            onRetry={() => void (search.data === undefined ? search.refetch() : search.fetchNextPage())}
            onMore={() => void search.fetchNextPage()}
            onOpen={onClose}
          />
        </div>
      </div>
    </DialogContent>
  );
}
