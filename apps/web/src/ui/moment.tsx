import type { ReactNode } from 'react';
import { formatAgo, formatDate, formatExactTime } from '../platform/format-time.js';

export interface MomentProps {
  readonly iso: string;
  /** A calendar date, or how long ago. */
  readonly style: 'date' | 'ago';
}

/** A point in time in the reader's own zone; its exact time shows on hover. */
export function Moment({ iso, style }: MomentProps): ReactNode {
  return (
    <time dateTime={iso} title={formatExactTime(iso)}>
      {style === 'date' ? formatDate(iso) : formatAgo(iso, new Date())}
    </time>
  );
}
