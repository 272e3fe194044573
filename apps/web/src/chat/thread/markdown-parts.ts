import { Children, isValidElement, type ReactNode } from 'react';

/** Whether a link of the model may be offered: an absolute address that opens a page or a letter. */
export function isSafeLink(href: unknown): href is string {
  if (typeof href !== 'string' || !URL.canParse(href)) return false;
  return ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
}

/** The source and language of a fenced block, from what stands in its `pre`. */
export function codeOf(children: ReactNode): { readonly code: string; readonly language: string | null } {
  const element = Children.toArray(children).find((child) => isValidElement<CodeProps>(child));
  if (!isValidElement<CodeProps>(element)) return { code: textOf(children), language: null };
  const language = /language-([\w+#-]+)/.exec(element.props.className ?? '')?.[1] ?? null;
  return { code: textOf(element.props.children).replace(/\n$/, ''), language };
}

interface CodeProps {
  readonly className?: string;
  readonly children?: ReactNode;
}

/** The text of what has been drawn, without its elements. */
export function textOf(node: ReactNode): string {
  return Children.toArray(node)
    .map((child) => {
      if (isValidElement<CodeProps>(child)) return textOf(child.props.children);
      return typeof child === 'string' || typeof child === 'number' ? String(child) : '';
    })
    .join('');
}
