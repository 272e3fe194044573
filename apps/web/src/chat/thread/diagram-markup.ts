/*
 * Not trusted: the source of a diagram, written by a model, and the markup that Mermaid makes of it. The page's policy takes
 * no text for markup (Trusted Types); what Mermaid needs of it is let in here, sanitized, and only while a diagram is drawn.
 * No script, no event handler and nothing that fetches may cross. Anything else of the page stays refused.
 */
import purify from 'dompurify';

let drawing = 0;

interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createHTML: (markup: string) => string | null }): unknown;
}

function factory(): TrustedTypesFactory | undefined {
  return (window as { readonly trustedTypes?: TrustedTypesFactory }).trustedTypes;
}

factory()?.createPolicy('default', {
  createHTML: (markup) => (drawing === 0 ? null : safeMarkup(markup)),
});

/** Markup without anything that acts. Text without elements, such as style rules, is what it was. */
export function safeMarkup(markup: string): string {
  if (!markup.includes('<')) return markup;
  return purify.sanitize(markup, {
    USE_PROFILES: { html: true, svg: true, svgFilters: true },
    ADD_TAGS: ['style'],
    FORBID_TAGS: ['img', 'image', 'video', 'audio', 'form', 'input', 'button'],
  });
}

/** Draws with markup let in; drawings may overlap. */
export async function withMarkup<T>(draw: () => Promise<T>): Promise<T> {
  drawing += 1;
  try {
    return await draw();
  } finally {
    drawing -= 1;
  }
}
