import { memo, type ReactNode } from 'react';
import { MaskedText } from '../ui/masked-text.js';
import { useHighlight } from './use-highlight.js';

export interface HighlightedCodeProps {
  readonly code: string;
  /** As a fence names it; `null` for text. */
  readonly language: string | null;
}

/** Code in colours, with masks standing out; the same text whether it is coloured yet or not. */
export const HighlightedCode = memo(function HighlightedCode({ code, language }: HighlightedCodeProps): ReactNode {
  return useHighlight(code, language).map(({ kind, text }, index) =>
    kind === null || kind === 'mask' ? (
      <MaskedText key={index} text={text} />
    ) : (
      <span key={index} className={`code-${kind}`}>
        {text}
      </span>
    ),
  );
});
