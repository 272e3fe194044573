import type { CodeLanguage } from './conversation.js';

/** A fenced block of a message; `language` is `null` when it is one that no tool runs. */
export interface FencedCode {
  readonly tag: string;
  readonly language: CodeLanguage | null;
  readonly code: string;
}

const LANGUAGES: ReadonlyMap<string, CodeLanguage> = new Map<string, CodeLanguage>([
  ...['js', 'javascript', 'mjs', 'cjs', 'node', 'jsx', 'ts', 'typescript', 'mts', 'cts'].map(
    (tag) => [tag, 'javascript'] as const,
  ),
  ...['py', 'python', 'python3'].map((tag) => [tag, 'python'] as const),
]);

const PYTHON_SIGNS =
  /^\s*(?:import \w+(?:\.\w+)*\s*$|from \S+ import |def \w+\(.*\):|print\(|for .+:$|elif |with .+:$)/m;
const JAVASCRIPT_SIGNS = /\b(?:const|let|var|await fetch|console\.|=>|function)\b|=>|;\s*$/m;

function guessLanguage(code: string): CodeLanguage {
  return PYTHON_SIGNS.test(code) && !JAVASCRIPT_SIGNS.test(code) ? 'python' : 'javascript';
}

/** The first fenced block of a message, or `null`. */
export function findFencedCode(message: string): FencedCode | null {
  const found = /^[ \t]*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n]*\n([\s\S]*?)\n?^[ \t]*\1[ \t]*$/m.exec(message);
  if (found === null) return null;
  const [, , tag = '', code = ''] = found;
  const language = tag === '' ? guessLanguage(code) : (LANGUAGES.get(tag.toLowerCase()) ?? null);
  return { tag, language, code };
}
