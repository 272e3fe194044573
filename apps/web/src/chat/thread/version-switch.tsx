import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../ui/button.js';
import { useThreadActions } from './thread-actions.js';

export interface VersionSwitchProps {
  readonly messageId: string;
  /** What there are several of, for a screen reader. */
  readonly noun: 'answer' | 'message';
}

/** ‹ 2/3 ›: which version of a message this is, and the way to the others; nothing when there is one only. */
export function VersionSwitch({ messageId, noun }: VersionSwitchProps): ReactNode {
  const { versions, busy, choose } = useThreadActions();
  const version = versions.get(messageId);
  if (version === undefined) return null;
  const { place, count, previousId, nextId } = version;
  const go = (id: string | null) => ({
    'aria-disabled': id === null || busy,
    onClick: () => {
      if (id !== null && !busy) choose(id);
    },
    className: 'size-7 [&_svg]:size-4',
  });
  return (
    <div role="group" aria-label={`Versions of this ${noun}`} className="flex items-center text-xs text-ink-faint">
      <IconButton label={`Previous ${noun}`} {...go(previousId)}>
        <ChevronLeft aria-hidden="true" className="rtl:rotate-180" />
      </IconButton>
      <span aria-live="polite" className="tabular-nums">
        <span className="sr-only">Version </span>
        {place}
        <span aria-hidden="true">/</span>
        <span className="sr-only"> of </span>
        {count}
      </span>
      <IconButton label={`Next ${noun}`} {...go(nextId)}>
        <ChevronRight aria-hidden="true" className="rtl:rotate-180" />
      </IconButton>
    </div>
  );
}
