import { memo, useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { MaskedText } from '../../ui/masked-text.js';
import { loadMarkdown, markdownRenderer } from './markdown-loader.js';

export interface ProseProps {
  readonly text: string;
  /** Still growing: unfinished Markdown is completed while it is drawn. */
  readonly live: boolean;
}

/** Markdown of the agent; plain text until the renderer has arrived. */
export const Prose = memo(function Prose({ text, live }: ProseProps): ReactNode {
  const Markdown = useSyncExternalStore(markdownRenderer.subscribe, markdownRenderer.getSnapshot);
  useEffect(loadMarkdown, []);
  return (
    <div dir="auto" className="prose-agent">
      {Markdown === null ? (
        <p className="whitespace-pre-wrap">
          <MaskedText text={text} />
        </p>
      ) : (
        <Markdown text={text} live={live} />
      )}
    </div>
  );
});
