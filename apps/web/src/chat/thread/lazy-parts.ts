import { loadMarkdown } from './markdown-loader.js';

/** The view of a conversation; the Markdown renderer, which nearly every conversation needs, is fetched beside it. */
export function loadConversationPage() {
  loadMarkdown();
  return import('./conversation-page.js');
}

/** Fetches what the first answer needs while its question is being typed. */
export function preloadThread(): void {
  loadConversationPage().catch(() => undefined);
}
