import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useNavigate } from 'react-router';
import { useSidebar } from '../../app/sidebar-context.js';
import { listSecrets } from '../../secrets/data/secrets-api.js';
import { SECRETS_KEY } from '../../secrets/data/secrets-key.js';
import { deskOf } from '../../files/desks.js';
import { filesOf } from '../../files/files-of.js';
import { formatBytes } from '../../files/format-bytes.js';
import { useChat } from '../chat-context.js';
import { messagesKey } from '../data/chat-keys.js';
import type { MessageList } from '../data/chat-api.js';
import { matching } from './suggestion-match.js';
import { SUGGESTIONS, type SuggestionToken } from './suggestion-token.js';

/** Does what a key means in the list; answers whether it meant anything. */
export type SuggestionKeys = (event: Pick<KeyboardEvent, 'key' | 'shiftKey'>) => boolean;

export interface SuggestionsProps {
  readonly token: SuggestionToken;
  /** For a conversation its id. */
  readonly draftKey: string;
  readonly activeRunId: string | null;
  /** Where the message box finds the keys of the list while it is open. */
  readonly keysRef: RefObject<SuggestionKeys | null>;
  /** The id of the option that Enter chooses; `null` when there is none. */
  readonly onActive: (optionId: string | null) => void;
  /** Puts text into the place of the token. */
  readonly onComplete: (text: string) => void;
}

interface Suggestion {
  readonly name: string;
  readonly about: string;
  readonly choose: () => void;
}

const MOST = 50;

/** The list above the message box. The focus stays in the box; its arrow keys, Enter and Tab choose here. */
export default function Suggestions(props: SuggestionsProps): ReactNode {
  const { token, keysRef, onActive } = props;
  const secrets = useSecretNames(props);
  const commands = useCommands(props);
  const files = useFiles(props);
  const found = { command: commands, secret: secrets, file: files }[token.kind];
  const [active, setActive] = useState(0);
  const activeId = found.length === 0 ? null : idOf(active);

  const takeKey = useEffectEvent<SuggestionKeys>(({ key, shiftKey }) => {
    if (found.length === 0 || shiftKey) return false;
    if (key === 'ArrowDown') setActive((active + 1) % found.length);
    else if (key === 'ArrowUp') setActive((active - 1 + found.length) % found.length);
    else if (key === 'Enter' || key === 'Tab') found[active]?.choose();
    else return false;
    return true;
  });
  useEffect(() => {
    keysRef.current = (event) => takeKey(event);
    return () => void (keysRef.current = null);
  }, [keysRef]);
  useEffect(() => {
    onActive(activeId);
    document.getElementById(activeId ?? '')?.scrollIntoView({ block: 'nearest' });
  }, [onActive, activeId]);
  useEffect(() => () => onActive(null), [onActive]);

  const title = titles[token.kind];
  return (
    <div className={found.length === 0 ? 'sr-only' : `animate-appear ${panel}`}>
      <p aria-hidden="true" className="px-2.5 pt-1 pb-1.5 text-xs font-semibold text-ink-faint">
        {title}
      </p>
      <ul id={SUGGESTIONS} role="listbox" aria-label={title} className="max-h-[32dvh] overflow-y-auto">
        {found.map(({ name, about, choose }, index) => (
          <li
            key={name}
            id={idOf(index)}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => event.preventDefault()}
            onMouseMove={() => setActive(index)}
            onClick={choose}
            className="flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-2.5 py-1 aria-selected:bg-sunken"
          >
            <span className="shrink-0 font-mono text-[0.8125rem] font-medium">{name}</span>
            <span className="min-w-0 truncate text-ink-soft">{about}</span>
          </li>
        ))}
      </ul>
      <p role="status" className="sr-only">
        {found.length === 0 ? 'No suggestions' : `${found.length} suggestions; the arrow keys choose, Enter takes one`}
      </p>
    </div>
  );
}

const titles = {
  command: 'Commands',
  secret: 'Your secrets, by name',
  file: 'Files of this chat: the agent is given them again',
};

const panel =
  'absolute inset-x-0 bottom-full z-20 mb-2 rounded-xl border border-line bg-raised p-1 text-sm shadow-float';

function idOf(index: number): string {
  return `${SUGGESTIONS}-${index}`;
}

/** The secrets that are on, by name; values are never in the page. */
function useSecretNames({ token, onComplete }: SuggestionsProps): readonly Suggestion[] {
  const { data = [] } = useQuery({ queryKey: SECRETS_KEY, queryFn: listSecrets });
  const navigate = useNavigate();
  if (token.kind !== 'secret') return [];
  const on = new Map(data.filter(({ enabled }) => enabled).map(({ name, description }) => [name, description]));
  const found = matching([...on.keys()], token.query).slice(0, MOST);
  const suggestions = found.map((name) => ({
    name,
    about: on.get(name) ?? '',
    choose: () => onComplete(`${name} `),
  }));
  if (token.query !== '') return suggestions;
  return [
    ...suggestions,
    { name: 'Add a secret…', about: 'On the page of secrets', choose: () => void navigate('/secrets') },
  ];
}

/** Files that went with messages of this chat or were made by its code. The one that is chosen goes with this message, too. */
function useFiles({ token, draftKey, onComplete }: SuggestionsProps): readonly Suggestion[] {
  const { drafts } = useChat();
  const cache = useQueryClient();
  if (token.kind !== 'file') return [];
  const files = filesOf(cache.getQueryData<MessageList>(messagesKey(draftKey))?.messages ?? []);
  const names = matching([...files.keys()], token.query).slice(0, MOST);
  return names.flatMap((name) => {
    const view = files.get(name);
    if (view === undefined) return [];
    const choose = (): void => {
      deskOf(drafts, draftKey).putBack([view]);
      onComplete(`${name} `);
    };
    return [{ name, about: formatBytes(view.bytes), choose }];
  });
}

function useCommands({ token, activeRunId, onComplete }: SuggestionsProps): readonly Suggestion[] {
  const navigate = useNavigate();
  const { runtime } = useChat();
  const sidebar = useSidebar();
  if (token.kind !== 'command') return [];
  const go = (path: string) => (): void => {
    onComplete('');
    void navigate(path);
  };
  const search = (): void => {
    onComplete('');
    sidebar.search();
  };
  const stop = (): void => {
    onComplete('');
    if (activeRunId !== null) void runtime.stopRun(activeRunId);
  };
  const commands: readonly Suggestion[] = [
    { name: '/new', about: 'Start a new chat', choose: go('/') },
    { name: '/temporary', about: 'Start a chat that is not kept', choose: go('/temporary') },
    { name: '/search', about: 'Search all chats', choose: search },
    { name: '/secrets', about: 'Open your secrets', choose: go('/secrets') },
    { name: '/archive', about: 'Open archived chats', choose: go('/archive') },
    { name: '/settings', about: 'Open the settings', choose: go('/settings') },
    ...(activeRunId === null ? [] : [{ name: '/stop', about: 'Stop the answer', choose: stop }]),
  ];
  return commands.filter(({ name }) => name.startsWith(`/${token.query.toLowerCase()}`));
}
