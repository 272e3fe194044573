import { lazy, memo, Suspense, type ReactNode } from 'react';
import { MaskedText } from '../../ui/masked-text.js';

const Markdown = lazy(() => import('./markdown.js'));

export interface ProseProps {
  readonly text: string;
  /** Still growing: unfinished Markdown is completed while it is drawn. */
  readonly live: boolean;
}

/** Markdown of the agent; plain text until the renderer has arrived. */
export const Prose = memo(function Prose({ text, live }: ProseProps): ReactNode {
  return (
    <div dir="auto" className="prose-agent">
      <Suspense
        fallback={
          <p className="whitespace-pre-wrap">
            <MaskedText text={text} />
          </p>
        }
      >
        <Markdown text={text} live={live} />
      </Suspense>
    </div>
  );
});
