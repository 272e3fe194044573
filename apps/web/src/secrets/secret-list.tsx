import type { SecretView } from '@cloakroom/contracts';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { ErrorState, LoadingState } from '../ui/states.js';
import { filterSecrets, tagsOf, type SecretFilter } from './data/secret-view-rules.js';
import { EmptySecrets } from './empty-secrets.js';
import { SecretTicket } from './secret-ticket.js';
import { SecretToolbar } from './secret-toolbar.js';

/** What a person wants to do: add a secret, or something to one. */
export type SecretRequest =
  { readonly kind: 'add' } | { readonly kind: 'edit' | 'delete'; readonly secret: SecretView };

export interface SecretListProps {
  readonly secrets: readonly SecretView[] | null;
  readonly error: Error | null;
  readonly onRetry: () => void;
  readonly onOpen: (request: SecretRequest) => void;
  readonly canAdd: boolean;
}

const EVERYTHING: SecretFilter = { words: '', tag: null, sort: 'name' };

export function SecretList({ secrets, error, onRetry, onOpen, canAdd }: SecretListProps): ReactNode {
  const [wanted, setFilter] = useState(EVERYTHING);
  if (secrets === null) {
    if (error === null) return <LoadingState label="Fetching your tickets…" />;
    return <ErrorState title="Your secrets could not be listed" message={messageOf(error)} onRetry={onRetry} />;
  }
  if (secrets.length === 0) return <EmptySecrets onAdd={canAdd ? () => onOpen({ kind: 'add' }) : null} />;
  const tags = tagsOf(secrets);
  const gone = wanted.tag !== null && !tags.some((tag) => tag.toLowerCase() === wanted.tag?.toLowerCase());
  const filter = gone ? { ...wanted, tag: null } : wanted;
  const byArrival = [...secrets].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  const shown = filterSecrets(secrets, filter);
  return (
    <>
      {secrets.length > 1 && <SecretToolbar filter={filter} tags={tags} onChange={setFilter} />}
      <p role="status" className="sr-only">
        {shown.length === secrets.length ? '' : `${shown.length} of ${secrets.length} secrets`}
      </p>
      {shown.length === 0 && (
        <div className="grid justify-items-center gap-3 py-12 text-center">
          <p className="text-ink-soft">No ticket answers to that.</p>
          <Button onClick={() => setFilter({ ...EVERYTHING, sort: filter.sort })}>Show all</Button>
        </div>
      )}
      <ul className="grid gap-4 sm:grid-cols-[repeat(auto-fill,minmax(20rem,1fr))]">
        {shown.map((secret) => (
          <li key={secret.id} className="grid">
            <SecretTicket
              secret={secret}
              number={byArrival.indexOf(secret) + 1}
              onEdit={() => onOpen({ kind: 'edit', secret })}
              onDelete={() => onOpen({ kind: 'delete', secret })}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
