import { fileViewSchema, type FileView, problemSchema } from '@cloakroom/contracts';
import type { SendFile } from './upload-desk.js';

/** An upload that moves nothing for so long is given up, in milliseconds. */
const SILENT_MS = 60_000;

/** Uploads a file as it is, and tells how far it is. `fetch` cannot tell that. */
export const sendFile: SendFile = ({ name, content }, onPart, signal) =>
  new Promise<FileView>((resolve, reject) => {
    const request = new XMLHttpRequest();
    let watch = 0;
    const fail = (words: string): void => {
      window.clearTimeout(watch);
      reject(new Error(words));
    };
    const alive = (): void => {
      window.clearTimeout(watch);
      watch = window.setTimeout(() => request.abort(), SILENT_MS);
    };
    request.open('POST', `/api/v1/files?name=${encodeURIComponent(name)}`);
    request.responseType = 'json';
    request.setRequestHeader('content-type', content.type === '' ? 'application/octet-stream' : content.type);
    request.upload.onprogress = ({ loaded, total }) => {
      alive();
      onPart(total === 0 ? 1 : loaded / total);
    };
    request.onload = () => {
      window.clearTimeout(watch);
      const view = fileViewSchema.safeParse(request.response);
      if (request.status === 201 && view.success) {
        resolve(view.data);
        return;
      }
      const problem = problemSchema.safeParse(request.response);
      fail(problem.success ? problem.data.detail : `The server did not take it (status ${request.status}).`);
    };
    request.onerror = () => fail('The server cannot be reached.');
    request.onabort = () => fail('The upload did not move any more.');
    signal.addEventListener('abort', () => request.abort(), { once: true });
    alive();
    request.send(content);
  });

/** Tells the server that a file is not wanted. It forgets those that went with no message by itself, later. */
export function discardFile(id: string): void {
  void fetch(`/api/v1/files/${id}`, { method: 'DELETE' }).catch(() => undefined);
}
