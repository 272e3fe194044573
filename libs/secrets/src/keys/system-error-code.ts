/** The code of a system error (`ENOENT` and the like), or `UNKNOWN`. Errors of another realm are errors too, so no `instanceof`. */
export function systemErrorCode(error: unknown): string {
  const isObject = typeof error === 'object' && error !== null;
  return isObject && 'code' in error ? String(error.code) : 'UNKNOWN';
}
