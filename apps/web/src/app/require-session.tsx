import type { ReactNode } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { CurrentSessionContext, useSession } from '../auth/use-session.js';
import { ChatProvider } from '../chat/chat-provider.js';
import { messageOf } from '../platform/api-client.js';
import { ErrorState, LoadingState } from '../ui/states.js';

/** Lets signed-in people in and sends the others to the door, from where they come back to the same place. */
export function RequireSession(): ReactNode {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.data === undefined) {
    if (session.error === null) return <LoadingState label="Opening…" />;
    return (
      <ErrorState
        main
        title="Cloakroom cannot be reached"
        message={messageOf(session.error)}
        onRetry={() => void session.refetch()}
      />
    );
  }
  if (session.data === null) {
    const here = `${pathname}${search}`;
    return <Navigate to={here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`} replace />;
  }
  return (
    <CurrentSessionContext value={session.data}>
      <ChatProvider key={session.data.user.id} userId={session.data.user.id}>
        <Outlet />
      </ChatProvider>
    </CurrentSessionContext>
  );
}
