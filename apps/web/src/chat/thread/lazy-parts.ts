export const loadConversationPage = () => import('./conversation-page.js');

export const loadMarkdown = () => import('./markdown.js');

/** Fetches what the first answer needs while its question is being typed. */
export function preloadThread(): void {
  Promise.all([loadConversationPage(), loadMarkdown()]).catch(() => undefined);
}
