import type { ReactNode } from 'react';

/** The hanger on a ticket: Cloakroom's mark. Decorative; the word beside it carries the name. */
export function Mark({ className }: { readonly className?: string }): ReactNode {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path
        className="fill-[light-dark(#1d4a38,#28523f)]"
        d="M4 6a3 3 0 0 1 3-3h18a3 3 0 0 1 3 3v6.2a3.8 3.8 0 0 0 0 7.6V26a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3v-6.2a3.8 3.8 0 0 0 0-7.6Z"
      />
      <Hanger stroke="#e2b660" />
    </svg>
  );
}

function Hanger({ stroke }: { readonly stroke: string }): ReactNode {
  return (
    <path
      fill="none"
      stroke={stroke}
      strokeWidth="2.2"
      strokeLinecap="round"
      strokeLinejoin="round"
      d="M13.2 10.8a2.9 2.9 0 1 1 4.1 2.6c-.8.4-1.3 1-1.3 1.9v.7l7.6 5.2c.9.6.5 2-.6 2H9c-1.1 0-1.5-1.4-.6-2l7.6-5.2"
    />
  );
}

/** A hanger that swings while something is fetched. */
export function HangerLoader({ label }: { readonly label: string }): ReactNode {
  return (
    <div role="status" className="flex flex-col items-center gap-3 text-sm text-ink-faint">
      <svg viewBox="4 6 24 20" aria-hidden="true" className="animate-swing h-10 text-brass-line">
        <Hanger stroke="currentColor" />
      </svg>
      {label}
    </div>
  );
}

export function Wordmark({ className }: { readonly className?: string }): ReactNode {
  return (
    <span className={`inline-flex items-center gap-2 ${className ?? ''}`}>
      <Mark className="size-7" />
      <span className="wordmark text-lg">Cloakroom</span>
    </span>
  );
}
