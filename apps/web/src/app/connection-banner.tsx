import { CloudOff } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useConnectionState } from '../chat/chat-context.js';
import type { ConnectionState } from '../realtime/connection.js';

/** A short interruption heals without a word; a longer one is said. */
const PATIENCE_MS = 800;

/** What is said of a connection that is not there; `null` while nothing needs to be said. */
function wordsFor(
  state: ConnectionState,
  browserOnline: boolean,
): { readonly head: string; readonly rest: string } | null {
  if (state === 'online' || state === 'connecting') return null;
  const rest = 'What you typed is kept, and everything goes on by itself when the connection is back.';
  if (!browserOnline) return { head: 'You are offline.', rest };
  if (state === 'refused') return { head: 'Signing this page in again…', rest: 'What you typed is kept.' };
  return { head: 'The server cannot be reached.', rest };
}

export function ConnectionBanner(): ReactNode {
  const state = useConnectionState();
  const browserOnline = useSyncExternalStore(watchBrowser, () => navigator.onLine);
  const words = wordsFor(state, browserOnline);
  const lost = words !== null;
  const [said, setSaid] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(lost), lost ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <div role="status" className="shrink-0">
      {said && words !== null && (
        <p className="animate-appear flex items-center justify-center gap-2.5 border-b border-brass-line bg-brass-tint px-4 py-2 text-center text-sm">
          <CloudOff aria-hidden="true" className="size-4 shrink-0 text-brass" />
          <span>
            <strong className="font-semibold">{words.head}</strong> {words.rest}
          </span>
        </p>
      )}
    </div>
  );
}

function watchBrowser(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
