export const loadConversationPage = () => import('./conversation-page.js');

/** Fetches what the first answer needs while its question is being typed. */
export function preloadThread(): void {
  Promise.all([loadConversationPage(), import('./markdown.js')]).catch(() => undefined);
}
