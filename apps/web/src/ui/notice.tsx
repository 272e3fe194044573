import { CircleAlert, Info, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type Tone = 'info' | 'brass' | 'danger';

const tones: Record<Tone, { readonly style: string; readonly icon: LucideIcon }> = {
  info: { style: 'border-line bg-sunken text-ink-soft', icon: Info },
  brass: { style: 'border-brass-line bg-brass-tint text-ink', icon: Info },
  danger: { style: 'border-danger-line bg-danger-tint text-danger', icon: CircleAlert },
};

export interface NoticeProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A framed remark in the page. A `danger` one is announced. */
export function Notice({ tone, children, className }: NoticeProps): ReactNode {
  const { style, icon: Icon } = tones[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : undefined}
      className={`flex items-start gap-2.5 rounded-lg border px-3.5 py-2.5 text-sm ${style} ${className ?? ''}`}
    >
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
