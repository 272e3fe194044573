// The source is the model's and not trusted: KaTeX builds elements, never HTML text; it follows no link, loads nothing,
// and stops at its own limits of size and expansion.
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { memo, useLayoutEffect, useMemo, useRef, type ReactNode } from 'react';
import { CodeBlock } from '../../ui/code-block.js';
import { FormulaSource, type FigureProps } from './figure-source.js';

const MAX_SIZE_EM = 20;
const MAX_LENGTH = 4_000;

/** A formula within a line; its source when it is not LaTeX, or a secret's value was taken out of it. */
export const Formula = memo(function Formula({ source }: FigureProps): ReactNode {
  const drawn = useMemo(() => draw(source, false), [source]);
  if (drawn === null) return <FormulaSource source={source} />;
  return <Placed drawn={drawn} />;
});

/** A formula on lines of its own, which scroll when they are too long; else as {@link Formula}. */
export const DisplayedFormula = memo(function DisplayedFormula({ source }: FigureProps): ReactNode {
  const drawn = useMemo(() => draw(source, true), [source]);
  if (drawn === null) return <CodeBlock code={source} language="latex" />;
  return (
    <div className="formula-frame" dir="ltr" tabIndex={0} role="group" aria-label="Formula">
      <Placed drawn={drawn} />
    </div>
  );
});

function Placed({ drawn }: { readonly drawn: HTMLElement }): ReactNode {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => ref.current?.replaceChildren(drawn), [drawn]);
  return <span ref={ref} dir="ltr" />;
}

function draw(source: string, displayMode: boolean): HTMLElement | null {
  if (source.length > MAX_LENGTH || source.includes('«')) return null;
  try {
    const element = document.createElement('span');
    katex.render(source, element, { displayMode, maxSize: MAX_SIZE_EM, strict: 'ignore', trust: false });
    return element;
  } catch {
    return null;
  }
}
