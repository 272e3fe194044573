import { createStore, type ReadableStore } from '../../platform/store.js';
import type MarkdownModule from './markdown.js';

const loaded = createStore<typeof MarkdownModule | null>(null);
let loading: Promise<void> | null = null;

/** The Markdown renderer once it has arrived, `null` before. */
export const markdownRenderer: ReadableStore<typeof MarkdownModule | null> = loaded;

/** Fetches the renderer; again after a failure. */
export function loadMarkdown(): void {
  loading ??= import('./markdown.js').then(
    (module) => loaded.set(module.default),
    () => {
      loading = null;
    },
  );
}
