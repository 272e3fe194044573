import type { MessagePart } from '@cloakroom/contracts';
import { lazy, Suspense, type ReactNode } from 'react';

const ReceiptView = lazy(() => import('./receipt-view.js'));

/** The receipt of an answer that ran code; what draws it is fetched with the first of them. */
export function LazyReceipt({ parts }: { readonly parts: readonly MessagePart[] }): ReactNode {
  if (!parts.some(({ type }) => type === 'tool')) return null;
  return (
    <Suspense fallback={<p className="text-xs text-ink-faint">Writing the receipt…</p>}>
      <ReceiptView parts={parts} />
    </Suspense>
  );
}
