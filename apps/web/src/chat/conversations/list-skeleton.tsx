import type { ReactNode } from 'react';

/** Stands where the list of conversations will be. */
export function ListSkeleton(): ReactNode {
  return (
    <div role="status" className="grid gap-3 px-3 py-2">
      <span className="sr-only">Fetching your chats…</span>
      {[70, 52, 64].map((width) => (
        <span
          key={width}
          aria-hidden="true"
          className="h-3 animate-pulse rounded-full bg-line"
          style={{ width: `${width}%` }}
        />
      ))}
    </div>
  );
}
