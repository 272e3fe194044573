import type { BulkConversations } from '@cloakroom/contracts';
import { Archive, Pin, Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { IconButton } from '../../ui/button.js';
import type { ConversationGroup } from '../data/group-conversations.js';
import { extendTo, NOTHING_SELECTED, present, toggle, type Selection } from './selection.js';
import { useFiling } from './use-filing.js';

export interface SelectionListProps {
  readonly groups: readonly ConversationGroup[];
  readonly onEnd: () => void;
}

/**
 * The list with a box at each conversation. Shift and a click, or Shift and an arrow key, take everything in between;
 * Ctrl+A takes all, Escape leaves.
 */
export default function SelectionList({ groups, onEnd }: SelectionListProps): ReactNode {
  const file = useFiling();
  const area = useRef<HTMLDivElement>(null);
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  const conversations = groups.flatMap((group) => group.conversations);
  const order = conversations.map(({ id }) => id);
  const chosen = present(selection.ids, order);

  useEffect(() => area.current?.querySelector('input')?.focus(), []);

  const choose = (id: string, range: boolean): void =>
    setSelection((before) => (range ? extendTo(before, order, id) : toggle(before, id)));
  const act = (action: BulkConversations['action']): void => {
    const wanted = conversations.filter(
      ({ id, pinned }) => chosen.includes(id) && !(action === 'pin' && pinned === true),
    );
    if (wanted.length > 0)
      void file(
        wanted.map(({ id }) => id),
        action,
      );
    onEnd();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onEnd();
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      setSelection({ ids: new Set(order), anchor: null });
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const boxes = [...(area.current?.querySelectorAll('input') ?? [])];
      const at = boxes.findIndex((box) => box === document.activeElement);
      const next = boxes[at + (event.key === 'ArrowDown' ? 1 : -1)];
      next?.focus();
      const here = order[at];
      if (!event.shiftKey || next === undefined) return;
      const from = selection.anchor === null && here !== undefined ? toggle(selection, here) : selection;
      setSelection(extendTo(from, order, next.value));
    }
  };

  return (
    <div ref={area} onKeyDown={onKeyDown}>
      <SelectionBar count={chosen.length} onAct={act} onEnd={onEnd} />
      {groups.map((group) => (
        <fieldset key={group.label} className="mb-4 min-w-0">
          <legend className="px-3 pb-1 text-xs font-semibold text-ink-faint">{group.label}</legend>
          {group.conversations.map(({ id, title }) => (
            <label
              key={id}
              className="flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2 text-sm select-none hover:bg-line/50 has-checked:bg-surface has-checked:font-semibold"
            >
              <input
                type="checkbox"
                value={id}
                checked={selection.ids.has(id)}
                onChange={({ nativeEvent }) => choose(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
                className="size-4 shrink-0 accent-brand"
              />
              <span dir="auto" className="truncate">
                {title}
              </span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

interface SelectionBarProps {
  readonly count: number;
  readonly onAct: (action: BulkConversations['action']) => void;
  readonly onEnd: () => void;
}

function SelectionBar({ count, onAct, onEnd }: SelectionBarProps): ReactNode {
  return (
    <div
      role="toolbar"
      aria-label="Selected chats"
      className="sticky -top-4 z-10 -mx-2 mb-2 flex items-center gap-0.5 bg-panel px-4 py-1"
    >
      <p role="status" className="me-auto text-sm font-semibold">
        {count} selected
      </p>
      <IconButton label="Pin selected chats" disabled={count === 0} onClick={() => onAct('pin')}>
        <Pin aria-hidden="true" />
      </IconButton>
      <IconButton label="Archive selected chats" disabled={count === 0} onClick={() => onAct('archive')}>
        <Archive aria-hidden="true" />
      </IconButton>
      <IconButton label="Delete selected chats" disabled={count === 0} onClick={() => onAct('delete')}>
        <Trash2 aria-hidden="true" />
      </IconButton>
      <IconButton label="Stop selecting" onClick={onEnd}>
        <X aria-hidden="true" />
      </IconButton>
    </div>
  );
}
