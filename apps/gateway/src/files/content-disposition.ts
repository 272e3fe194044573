/** `Content-Disposition` of a download (RFC 6266): the name in ASCII for old readers, and as it is (RFC 8187). */
export function downloadDisposition(name: string): string {
  const plain = name.replaceAll(/[^\u0020-\u007e]/g, '_').replaceAll(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
