import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** Sends server-sent events at a pace that can be watched, until they are over or the client is gone. */
export async function sendEventStream(
  response: ServerResponse,
  events: Iterable<object>,
  { delayMs, signal }: { readonly delayMs: number; readonly signal: AbortSignal },
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
  });
  try {
    for (const event of events) {
      signal.throwIfAborted();
      if (!response.write(`data: ${JSON.stringify(event)}\n\n`)) await once(response, 'drain', { signal });
      if (delayMs > 0) await pause(delayMs, undefined, { signal });
    }
    response.end('data: [DONE]\n\n');
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
