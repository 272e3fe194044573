// The text is the model's and not trusted: raw HTML stays text, links and images keep to http, https and mailto,
// nothing is fetched before a person asks for it, and no part of it can run script in this page.
import { memo, useMemo, type ReactNode } from 'react';
import { defaultRehypePlugins, Streamdown, type Components } from 'streamdown';
import { CodeBlock } from '../../ui/code-block.js';
import { DiagramBlock, FormulaBlock, FormulaSpan } from './lazy-figures.js';
import { FORMULA_MARK, formulasAsCode } from './math-source.js';
import { rehypeMasks } from './rehype-masks.js';
import { codeOf, isSafeLink, textOf } from './markdown-parts.js';

const { sanitize, harden } = defaultRehypePlugins;
const rehypePlugins = [sanitize, harden, rehypeMasks].filter((plugin) => plugin !== undefined);

/** Elements as they are, for the style sheet to dress instead of the renderer. */
const bare = {
  p: 'p',
  h1: 'h1',
  h2: 'h2',
  h3: 'h3',
  h4: 'h4',
  h5: 'h5',
  h6: 'h6',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  blockquote: 'blockquote',
  hr: 'hr',
  strong: 'strong',
  em: 'em',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  th: 'th',
  td: 'td',
} as const;

const components: Components = {
  a: ({ href, children }) =>
    isSafeLink(href) ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ src, alt }) =>
    isSafeLink(src) ? (
      <a href={src} target="_blank" rel="noopener noreferrer nofollow">
        {alt === undefined || alt === '' ? 'Image' : alt}
      </a>
    ) : null,
  table: ({ children }) => (
    <div className="table-frame" tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  pre: ({ children }) => {
    const { code, language } = codeOf(children);
    if (language === 'math') return <FormulaBlock source={code} />;
    if (language === 'mermaid') return <DiagramBlock source={code} />;
    return <CodeBlock code={code} language={language} />;
  },
  ...bare,
  inlineCode: ({ children }) => {
    const text = textOf(children);
    if (text.startsWith(FORMULA_MARK)) return <FormulaSpan source={text.slice(FORMULA_MARK.length).trim()} />;
    return <code>{children}</code>;
  },
};

export interface MarkdownProps {
  readonly text: string;
  readonly live: boolean;
}

const Markdown = memo(function Markdown({ text, live }: MarkdownProps): ReactNode {
  const source = useMemo(() => formulasAsCode(text), [text]);
  return (
    <Streamdown
      mode={live ? 'streaming' : 'static'}
      parseIncompleteMarkdown={live}
      controls={false}
      rehypePlugins={rehypePlugins}
      components={components}
      className="contents"
    >
      {source}
    </Streamdown>
  );
});

export default Markdown;
