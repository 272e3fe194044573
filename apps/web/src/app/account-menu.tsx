import { useQueryClient } from '@tanstack/react-query';
import { ChevronsUpDown, LogOut, Settings } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { signOut } from '../auth/auth-api.js';
import { enterAs, useCurrentSession } from '../auth/use-session.js';
import { useChat } from '../chat/chat-context.js';
import { messageOf } from '../platform/api-client.js';
import { Menu } from '../ui/menu.js';
import { useSidebar } from './sidebar-context.js';

/** Who is signed in, with the way to the settings and out. */
export function AccountMenu(): ReactNode {
  const { user } = useCurrentSession();
  const navigate = useNavigate();
  const sidebar = useSidebar();
  const leave = useSignOut();
  const [failure, setFailure] = useState<string | null>(null);
  return (
    <>
      {failure !== null && (
        <p role="alert" className="px-2 pb-2 text-xs text-danger">
          {failure}
        </p>
      )}
      <Menu
        align="start"
        side="top"
        trigger={
          <button
            type="button"
            className="flex w-full items-center gap-3 rounded-lg px-2 py-1.5 text-start text-sm hover:bg-line/50"
          >
            <span
              aria-hidden="true"
              className="stamp grid size-8 shrink-0 place-items-center rounded-full bg-brass-tint text-base text-brass uppercase"
            >
              {user.name.trim().charAt(0)}
            </span>
            <span className="min-w-0 flex-1">
              <span className="sr-only">Account </span>
              <span dir="auto" className="block truncate font-semibold">
                {user.name}
              </span>
              <span className="block truncate text-xs text-ink-faint">{user.email}</span>
            </span>
            <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
          </button>
        }
        items={[
          {
            icon: Settings,
            label: 'Settings',
            onSelect: () => {
              sidebar.close();
              void navigate('/settings');
            },
          },
          {
            icon: LogOut,
            label: 'Sign out',
            onSelect: () => void leave().catch((error: unknown) => setFailure(messageOf(error))),
          },
        ]}
      />
    </>
  );
}

/** Signs out and forgets what this browser kept for the account. */
function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const { runtime, drafts } = useChat();
  return async () => {
    await signOut();
    await runtime.forget();
    drafts.clear();
    enterAs(client, null);
  };
}
