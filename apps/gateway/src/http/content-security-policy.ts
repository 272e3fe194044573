/** The policy of every answer: scripts from our own files alone, no inline script, no eval, no foreign origin. */
export function contentSecurityPolicy(publicUrl: string): Record<string, string[]> {
  const socket = publicUrl.replace(/^http/, 'ws');
  return {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    // Menus and toasts measure and animate with style elements of their own; styles cannot run code.
    'style-src': ["'self'", "'unsafe-inline'"],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'connect-src': ["'self'", socket],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['default', 'dompurify'],
  };
}
