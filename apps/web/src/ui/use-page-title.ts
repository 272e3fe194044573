import { useEffect } from 'react';

/** Names the view in the browser's tab and history. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Cloakroom' : `${title} · Cloakroom`;
  }, [title]);
}
