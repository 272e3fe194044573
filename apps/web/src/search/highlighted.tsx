import type { SearchExcerpt } from '@cloakroom/contracts';
import type { ReactNode } from 'react';

/** A text with what was found in it marked. */
export function Highlighted({ excerpt: { text, marks } }: { readonly excerpt: SearchExcerpt }): ReactNode {
  const shown: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    shown.push(
      text.slice(at, from),
      <mark key={from} className="rounded-xs bg-brass-tint font-semibold text-ink">
        {text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  return (
    <>
      {shown}
      {text.slice(at)}
    </>
  );
}
