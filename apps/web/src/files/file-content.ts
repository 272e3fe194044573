/** Where a file's bytes are. */
export function contentPath(id: string): string {
  return `/api/v1/files/${id}/content`;
}

/** Most of a file that is shown in the page, in bytes. */
export const SHOWN_BYTES = 256 * 1_024;

/** What of a file is shown. */
export interface ShownText {
  readonly text: string;
  /** There is more of it than is shown. */
  readonly cut: boolean;
}

/** Reads the beginning of a file as UTF-8. Throws an `Error` whose message can be shown. */
export async function readBeginning(id: string, signal: AbortSignal): Promise<ShownText> {
  const response = await fetch(contentPath(id), { signal });
  if (!response.ok || response.body === null)
    throw new Error('The file could not be fetched. It may have been deleted.');
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), cut: false };
    const room = SHOWN_BYTES - bytes;
    text += decoder.decode(value.subarray(0, room), { stream: true });
    bytes += value.length;
    if (bytes > SHOWN_BYTES) {
      await reader.cancel();
      return { text, cut: true };
    }
  }
}
