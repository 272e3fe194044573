import { lazy, Suspense, type ComponentType, type LazyExoticComponent, type ReactNode } from 'react';
import { CodeBlock } from '../../ui/code-block.js';
import { FormulaSource, type FigureProps } from './figure-source.js';

const DrawnSpan = orSource(() => import('./formula.js').then(({ Formula }) => Formula), FormulaSource);
const DrawnBlock = orSource(() => import('./formula.js').then(({ DisplayedFormula }) => DisplayedFormula), MathCode);
const DrawnDiagram = orSource(() => import('./diagram.js').then(({ Diagram }) => Diagram), MermaidCode);

/** A formula within a line. */
export function FormulaSpan({ source }: FigureProps): ReactNode {
  return (
    <Suspense fallback={<FormulaSource source={source} />}>
      <DrawnSpan source={source} />
    </Suspense>
  );
}

/** A formula on lines of its own. */
export function FormulaBlock({ source }: FigureProps): ReactNode {
  return (
    <Suspense fallback={<MathCode source={source} />}>
      <DrawnBlock source={source} />
    </Suspense>
  );
}

/** A Mermaid diagram. */
export function DiagramBlock({ source }: FigureProps): ReactNode {
  return (
    <Suspense fallback={<MermaidCode source={source} />}>
      <DrawnDiagram source={source} />
    </Suspense>
  );
}

function MathCode({ source }: FigureProps): ReactNode {
  return <CodeBlock code={source} language="latex" />;
}

function MermaidCode({ source }: FigureProps): ReactNode {
  return <CodeBlock code={source} language="mermaid" />;
}

/** A part of the page that shows the source when it cannot be fetched. */
function orSource(
  load: () => Promise<ComponentType<FigureProps>>,
  source: ComponentType<FigureProps>,
): LazyExoticComponent<ComponentType<FigureProps>> {
  return lazy(() =>
    load().then(
      (component) => ({ default: component }),
      () => ({ default: source }),
    ),
  );
}
