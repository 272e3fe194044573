import type { ReactNode } from 'react';
import { MaskedText } from '../../ui/masked-text.js';

export interface FigureProps {
  /** What the model wrote. */
  readonly source: string;
}

/** A source as it was written; for as long as what draws it has not arrived, and when it cannot be drawn. */
export function FormulaSource({ source }: FigureProps): ReactNode {
  return (
    <code dir="ltr">
      <MaskedText text={source} />
    </code>
  );
}
