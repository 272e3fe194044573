import { common, createLowlight } from 'lowlight';
import { tokensOf, type CodeToken } from './code-tokens.js';

const lowlight = createLowlight(common);

/** Code as coloured stretches; `null` for a language that is not known. */
export function highlight(code: string, language: string): readonly CodeToken[] | null {
  return lowlight.registered(language) ? tokensOf(lowlight.highlight(language, code)) : null;
}
