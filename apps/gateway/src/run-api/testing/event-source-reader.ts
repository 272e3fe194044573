import { request, type IncomingMessage } from 'node:http';
import { waitUntil } from '@cloakroom/testing';

/** One event as the specification of server-sent events has it. */
export interface ReadEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** A reader of server-sent events that can stop reading, which `EventSource` cannot. */
export class EventSourceReader {
  readonly events: ReadEvent[] = [];
  comments = 0;
  /** As a browser would send it when it comes back. */
  lastEventId = '';
  #hasEnded = false;
  #rest = '';

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text));
    response.once('close', () => (this.#hasEnded = true));
  }

  static open(url: string, headers: Readonly<Record<string, string>>): Promise<EventSourceReader> {
    return new Promise((resolve, reject) => {
      request(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false })
        .once('response', (response) => resolve(new EventSourceReader(response)))
        .once('error', reject)
        .end();
    });
  }

  get seqs(): number[] {
    return this.events.map(({ id }) => Number(id));
  }

  /** Waits until the server or the network has ended the stream. */
  ended(): Promise<void> {
    return waitUntil('the stream of events to end', () => this.#hasEnded, 45_000);
  }

  close(): void {
    this.response.destroy();
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#takeBlock(block.split('\n'));
  }

  #takeBlock(lines: readonly string[]): void {
    const fields = new Map<string, string>();
    for (const line of lines) {
      if (line.startsWith(':')) this.comments += 1;
      else fields.set(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2));
    }
    this.lastEventId = fields.get('id') ?? this.lastEventId;
    const data = fields.get('data');
    if (data === undefined) return;
    const parsed: unknown = JSON.parse(data);
    this.events.push({ id: this.lastEventId, type: fields.get('event') ?? 'message', data: parsed });
  }
}
