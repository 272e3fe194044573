import type { FileView } from '@cloakroom/contracts';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { HighlightedCode } from '../code/highlighted-code.js';
import { readBeginning, type ShownText } from './file-content.js';

const CsvPreview = lazy(() => import('./csv-preview.js'));

/** The beginning of a file: a table as a table, else its text in colours. */
export default function FilePreview({ file }: { readonly file: FileView }): ReactNode {
  const [shown, setShown] = useState<ShownText | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const ending = new AbortController();
    readBeginning(file.id, ending.signal).then(setShown, (error: unknown) => {
      if (!ending.signal.aborted) setProblem(error instanceof Error ? error.message : 'The file could not be fetched.');
    });
    return () => ending.abort();
  }, [file.id]);
  if (problem !== null) {
    return (
      <p role="alert" className="border-t border-line px-3 py-2 text-xs text-danger">
        {problem}
      </p>
    );
  }
  if (shown === null) {
    return <p className="border-t border-line px-3 py-2 text-xs text-ink-faint">Fetching the file…</p>;
  }
  return (
    <div className="border-t border-line">
      {file.shown === 'csv' ? (
        <Suspense fallback={null}>
          <CsvPreview name={file.name} shown={shown} />
        </Suspense>
      ) : (
        <pre
          dir="ltr"
          tabIndex={0}
          role="group"
          aria-label={`Beginning of ${file.name}`}
          className="max-h-80 overflow-auto px-3 py-2 font-mono text-xs leading-relaxed outline-offset-[-2px]"
        >
          <HighlightedCode code={shown.text} language={languageOf(file.name)} />
        </pre>
      )}
      {shown.cut && (
        <p className="px-3 pb-2 text-xs text-brass">This is the beginning. Download the file for the rest.</p>
      )}
    </div>
  );
}

function languageOf(name: string): string | null {
  const ending = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1];
  return ending === undefined || ending.toLowerCase() === 'txt' ? null : ending.toLowerCase();
}
