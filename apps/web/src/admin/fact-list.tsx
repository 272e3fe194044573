import type { ReactNode } from 'react';

export interface FactListProps {
  readonly label: string;
  /** What it is, and how much. */
  readonly facts: readonly (readonly [string, ReactNode])[];
}

/** Figures with their names, in as many columns as there is room for. */
export function FactList({ label, facts }: FactListProps): ReactNode {
  return (
    <dl
      aria-label={label}
      className="grid grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] gap-px overflow-hidden rounded-lg border border-line bg-surface"
    >
      {facts.map(([name, value]) => (
        <div key={name} className="px-3.5 py-2.5 outline outline-line">
          <dt className="text-xs text-ink-soft">{name}</dt>
          <dd className="mt-0.5 font-semibold wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
