import { memo, type ReactNode } from 'react';
import { splitAtMasks } from './mask-segments.js';

/** Text in which masks such as `«NAME»` stand out. */
export const MaskedText = memo(function MaskedText({ text }: { readonly text: string }): ReactNode {
  const segments = splitAtMasks(text);
  if (segments.length === 1 && segments[0]?.kind === 'text') return text;
  return segments.map((segment, index) =>
    segment.kind === 'text' ? (
      segment.text
    ) : (
      <span key={index} className="masked" title="A secret's value stood here">
        {segment.text}
      </span>
    ),
  );
});
