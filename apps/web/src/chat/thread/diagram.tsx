// The source is the model's and not trusted: what Mermaid makes of it is shown as a picture, in which no script runs,
// nothing is fetched and no link works. Settings inside a source cannot loosen that.
import { Code, Workflow } from 'lucide-react';
import { memo, useEffect, useState, type ReactNode } from 'react';
import { IconButton } from '../../ui/button.js';
import { CodeText, CopyButton } from '../../ui/code-block.js';
import { drawDiagram, type DiagramPicture } from './draw-diagram.js';
import type { FigureProps } from './figure-source.js';
import { useIsDark } from './use-is-dark.js';

/** A source that has not grown for this long is drawn. */
const SETTLED_MS = 250;

/** A wide diagram becomes no narrower than this; it scrolls instead. */
const LEGIBLE_PX = 480;

/** A diagram, or its source: while it is unfinished, when it cannot be drawn, and when somebody wants to see it. */
export const Diagram = memo(function Diagram({ source }: FigureProps): ReactNode {
  const { picture, refuse } = useDiagram(source);
  const [asSource, setAsSource] = useState(false);
  const kind = /^\s*(?:%%[^\n]*\n\s*)*([\w-]+)/.exec(source)?.[1] ?? 'diagram';
  return (
    <div className="my-3 overflow-hidden rounded-lg border border-line bg-sunken">
      <div className="flex items-center gap-1 border-b border-line ps-3.5 pe-1 text-xs text-ink-faint">
        <span className="me-auto font-mono">mermaid</span>
        {picture !== null && (
          <IconButton
            label={asSource ? 'Show diagram' : 'Show source'}
            onClick={() => setAsSource(!asSource)}
            className="size-8 [&_svg]:size-3.5"
          >
            {asSource ? <Workflow aria-hidden="true" /> : <Code aria-hidden="true" />}
          </IconButton>
        )}
        <CopyButton text={source} />
      </div>
      {picture === null || asSource ? (
        <CodeText text={source} label="Code" />
      ) : (
        <div className="overflow-x-auto p-3" tabIndex={0} role="group" aria-label="Diagram">
          <img
            src={picture.url}
            width={picture.width}
            height={picture.height}
            alt={`Diagram: ${kind}`}
            onError={refuse}
            style={{ minWidth: Math.min(picture.width, LEGIBLE_PX) }}
            className="mx-auto h-auto max-w-full"
          />
        </div>
      )}
    </div>
  );
});

function useDiagram(source: string) {
  const dark = useIsDark();
  const [picture, setPicture] = useState<(DiagramPicture & { readonly of: string }) | null>(null);
  useEffect(() => {
    let wanted = true;
    const show = (drawn: DiagramPicture | null): void => {
      if (wanted) setPicture(drawn === null ? null : { ...drawn, of: source });
    };
    const timer = setTimeout(() => void drawDiagram(source, dark).then(show), SETTLED_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [source, dark]);
  return { picture: picture?.of === source ? picture : null, refuse: () => setPicture(null) };
}
