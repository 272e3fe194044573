import { useEffect, useState } from 'react';
import type { CodeToken } from './code-tokens.js';

/** Longer code stays in one colour. */
const MAX_LENGTH = 40_000;

/** Code that has not grown for this long is coloured. */
const SETTLED_MS = 120;

interface Highlighted {
  readonly code: string;
  readonly language: string;
  readonly tokens: readonly CodeToken[];
}

/**
 * Code in colours, once what colours it has been fetched and the code has stopped growing. What has been appended since
 * stays plain until then, so that nothing is coloured while an answer streams faster than that.
 */
export function useHighlight(code: string, language: string | null): readonly CodeToken[] {
  const [done, setDone] = useState<Highlighted | null>(null);
  useEffect(() => {
    if (language === null || code.length > MAX_LENGTH) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      const colour = ({ highlight }: typeof import('./highlighter.js')): void => {
        const tokens = wanted ? highlight(code, language) : null;
        if (tokens !== null) setDone({ code, language, tokens });
      };
      import('./highlighter.js').then(colour, () => undefined);
    }, SETTLED_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [code, language]);
  if (done === null || done.language !== language || !code.startsWith(done.code)) return [{ kind: null, text: code }];
  if (done.code.length === code.length) return done.tokens;
  return [...done.tokens, { kind: null, text: code.slice(done.code.length) }];
}
