import { CloudOff } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useConnectionState } from '../chat/chat-context.js';

/** A short interruption heals without a word; a longer one is said. */
const PATIENCE_MS = 800;

export function ConnectionBanner(): ReactNode {
  const state = useConnectionState();
  const lost = state === 'offline' || state === 'refused';
  const [said, setSaid] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(lost), lost ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <div role="status" className="shrink-0">
      {said && lost && (
        <p className="animate-appear flex items-center justify-center gap-2.5 border-b border-brass-line bg-brass-tint px-4 py-2 text-center text-sm">
          <CloudOff aria-hidden="true" className="size-4 shrink-0 text-brass" />
          <span>
            <strong className="font-semibold">You are offline.</strong> What you typed is kept, and everything goes on
            by itself when the connection is back.
          </span>
        </p>
      )}
    </div>
  );
}
