import { lazy, Suspense, type ReactNode } from 'react';

const DemoNoticeContent = lazy(() => import('./demo-notice-content.js'));

/** What a person should know of this installation before they type; follows after the first paint. */
export function DemoNotice(): ReactNode {
  return (
    <Suspense fallback={null}>
      <DemoNoticeContent />
    </Suspense>
  );
}
