/** Where to go after signing in: a path of this page, or the start. Never another site. */
export function safeReturnPath(next: string | null): string {
  if (next === null || !/^\/(?![/\\])/.test(next)) return '/';
  const url = new URL(next, 'http://page.invalid');
  return url.origin === 'http://page.invalid' ? `${url.pathname}${url.search}` : '/';
}
