import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { inputStyle } from '../ui/text-field.js';
import type { SecretFilter, SecretSort } from './data/secret-view-rules.js';

const SORTS: Record<SecretSort, string> = {
  name: 'Name',
  created: 'Newest',
  used: 'Last used',
  expiry: 'Expiry',
};

export interface SecretToolbarProps {
  readonly filter: SecretFilter;
  readonly tags: readonly string[];
  readonly onChange: (filter: SecretFilter) => void;
}

/** Search, order and tags of the list. */
export function SecretToolbar({ filter, tags, onChange }: SecretToolbarProps): ReactNode {
  return (
    <div role="search" aria-label="Secrets" className="mb-5 grid gap-3">
      <div className="flex flex-wrap gap-2">
        <div className="relative min-w-48 flex-1">
          <Search
            aria-hidden="true"
            className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-ink-faint"
          />
          <input
            type="search"
            aria-label="Search secrets"
            placeholder="Name, description or tag"
            value={filter.words}
            onChange={(event) => onChange({ ...filter, words: event.target.value })}
            dir="auto"
            className={`${inputStyle} ps-9`}
          />
        </div>
        <select
          aria-label="Sort by"
          value={filter.sort}
          onChange={(event) => onChange({ ...filter, sort: sortOf(event.target.value) })}
          className={`${inputStyle} w-auto!`}
        >
          {Object.entries(SORTS).map(([sort, label]) => (
            <option key={sort} value={sort}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {tags.length > 0 && (
        <div role="group" aria-label="Tags" className="flex flex-wrap gap-1.5">
          {tags.map((tag) => {
            const chosen = filter.tag?.toLowerCase() === tag.toLowerCase();
            return (
              <button
                key={tag}
                type="button"
                aria-pressed={chosen}
                onClick={() => onChange({ ...filter, tag: chosen ? null : tag })}
                className="max-w-full truncate rounded-full border border-line-strong/60 bg-surface px-3 py-1 text-xs font-medium hover:bg-sunken aria-pressed:border-brand aria-pressed:bg-brand-tint"
              >
                {tag}
              </button>
            );
          })}
        </div>
      )}
    </div>
  );
}

function sortOf(text: string): SecretSort {
  return text === 'created' || text === 'used' || text === 'expiry' ? text : 'name';
}
