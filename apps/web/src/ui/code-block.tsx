import { Check, Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { IconButton } from './button.js';
import { HighlightedCode } from '../code/highlighted-code.js';

export interface CodeBlockProps {
  readonly code: string;
  readonly language: string | null;
}

/** A block of code with its language and a way to copy it. */
export function CodeBlock({ code, language }: CodeBlockProps): ReactNode {
  return (
    <div className="my-3 overflow-hidden rounded-lg border border-line bg-sunken">
      <div className="flex items-center justify-between border-b border-line ps-3.5 pe-1 text-xs text-ink-faint">
        <span className="font-mono">{language ?? 'text'}</span>
        <CopyButton text={code} />
      </div>
      <CodeText text={code} language={language} label="Code" />
    </div>
  );
}

/** Preformatted text that scrolls by itself; in colours when its language is given. */
export function CodeText({
  text,
  language = null,
  label,
  className,
}: {
  readonly text: string;
  readonly language?: string | null;
  readonly label: string;
  readonly className?: string;
}): ReactNode {
  return (
    <pre
      dir="ltr"
      tabIndex={0}
      role="group"
      aria-label={label}
      className={`m-0! overflow-auto px-3.5 py-2.5 font-mono text-xs leading-relaxed outline-offset-[-2px] ${className ?? ''}`}
    >
      <HighlightedCode code={text} language={language} />
    </pre>
  );
}

export function CopyButton({ text }: { readonly text: string }): ReactNode {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <IconButton
      label={copied ? 'Copied' : 'Copy code'}
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
      className="size-8 [&_svg]:size-3.5"
    >
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
    </IconButton>
  );
}
