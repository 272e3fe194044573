import type { ReactNode } from 'react';
import { MaskedText } from '../../ui/masked-text.js';

/** What the person added while the answer was being written. */
export function Steer({ text }: { readonly text: string }): ReactNode {
  return (
    <div role="note" aria-label="You added" className="ms-auto grid max-w-[min(34rem,88%)] justify-items-end gap-1">
      <p className="text-xs font-semibold text-ink-faint" aria-hidden="true">
        You added
      </p>
      <p
        dir="auto"
        className="rounded-2xl rounded-ee-sm bg-brand-tint px-4 py-2 text-start whitespace-pre-wrap wrap-anywhere"
      >
        <MaskedText text={text} />
      </p>
    </div>
  );
}
