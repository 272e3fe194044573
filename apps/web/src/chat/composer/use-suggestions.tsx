import { lazy, Suspense, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { SUGGESTIONS, tokenAt } from './suggestion-token.js';
import type { SuggestionKeys } from './suggestions.js';

const Suggestions = lazy(() => import('./suggestions.js'));

export interface SuggestionsOptions {
  readonly text: string;
  /** Under which the typed text is kept: for a conversation its id. */
  readonly draftKey: string;
  readonly areaRef: RefObject<HTMLTextAreaElement | null>;
  readonly activeRunId: string | null;
  readonly write: (text: string) => void;
}

/** Completes secrets' names after `$`, files' after `@` and commands after `/`; what draws them is fetched with the first of these. */
export function useSuggestions({ text, draftKey, areaRef, activeRunId, write }: SuggestionsOptions) {
  const [caret, setCaret] = useState<number | null>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const keys = useRef<SuggestionKeys | null>(null);
  const token = caret === null ? null : tokenAt(text.slice(0, caret));
  const open = token !== null && dismissed !== `${token.kind} ${token.start}`;

  const complete = (by: string): void => {
    if (token === null || caret === null) return;
    const place = token.start + by.length;
    write(`${text.slice(0, token.start)}${by}${text.slice(caret)}`);
    setCaret(place);
    requestAnimationFrame(() => areaRef.current?.setSelectionRange(place, place));
  };
  const popup: ReactNode = open && (
    <Suspense fallback={null}>
      <Suggestions
        key={`${token.kind} ${token.query}`}
        token={token}
        draftKey={draftKey}
        activeRunId={activeRunId}
        keysRef={keys}
        onActive={setActiveId}
        onComplete={complete}
      />
    </Suspense>
  );
  const track = (area: HTMLTextAreaElement): void => {
    setCaret(area.selectionStart === area.selectionEnd ? area.selectionEnd : null);
    if (tokenAt(area.value.slice(0, area.selectionEnd)) === null) setDismissed(null);
  };
  return {
    popup,
    track,
    leave: () => setCaret(null),
    /** Whether the key was for the suggestions. */
    takeKey(event: KeyboardEvent): boolean {
      if (!open || keys.current === null || event.nativeEvent.isComposing) return false;
      if (event.key === 'Escape') setDismissed(`${token.kind} ${token.start}`);
      else if (!keys.current(event)) return false;
      event.preventDefault();
      return true;
    },
    attributes: {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': open && activeId !== null ? SUGGESTIONS : undefined,
      'aria-activedescendant': open ? (activeId ?? undefined) : undefined,
    } as const,
  };
}
