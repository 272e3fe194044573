import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type ClientToServerEvents,
  type MessageSent,
  type RunEvent,
  type ServerToClientEvents,
  messageSentSchema,
  runSubscribedSchema,
} from '@cloakroom/contracts';
import { type Socket, io } from 'socket.io-client';
import { z } from 'zod';

const ACK_MS = 30_000;
const ASK_MS = 60_000;
const ackSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string() }) }),
]);

/** Somebody signed in at a gateway. */
export interface BenchPerson {
  readonly userId: string;
  readonly cookie: string;
}

/** Signs somebody up. Throws when the gateway refuses. */
export async function signUp(origin: string): Promise<BenchPerson> {
  const answer = await fetch(`${origin}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Bench', email: `${randomUUID()}@bench.example`, password: randomUUID() }),
  });
  if (!answer.ok) throw new Error(`The sign-up answered ${answer.status}.`);
  const { user } = (await answer.json()) as { user: { id: string } };
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { userId: user.id, cookie: cookie.join('; ') };
}

/** A page's socket, as the product's page opens it: WebSocket alone. */
export class BenchPage {
  onEvents: (events: readonly RunEvent[]) => void = () => undefined;
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;

  private constructor(socket: Socket<ServerToClientEvents, ClientToServerEvents>) {
    this.#socket = socket;
    socket.on('run:events', ({ events }) => this.onEvents(events));
  }

  static async connect(origin: string, { cookie }: BenchPerson): Promise<BenchPage> {
    const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(origin, {
      transports: ['websocket'],
      extraHeaders: { origin, cookie },
      reconnection: false,
      forceNew: true,
      timeout: ACK_MS,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
      socket.once('disconnect', (reason) => reject(new Error(`A page lost its connection: ${reason}.`)));
    });
    return new BenchPage(socket);
  }

  /** Sends a message in a new conversation. */
  async send(text: string): Promise<MessageSent> {
    const message = { conversationId: randomUUID(), clientMessageId: randomUUID(), text };
    return messageSentSchema.parse(await this.#ask('message:send', message));
  }

  /** Follows a run from a place; gives its events so far to `onEvents` too. */
  async subscribe(runId: string, lastSeq: number): Promise<void> {
    const { events } = runSubscribedSchema.parse(await this.#ask('run:subscribe', { runId, lastSeq }));
    if (events.length > 0) this.onEvents(events);
  }

  /** Stops a run, if it is not over. */
  async cancel(runId: string): Promise<void> {
    await this.#ask('run:cancel', { runId });
  }

  close(): void {
    this.#socket.disconnect();
  }

  /** Asks again after a refusal or a silence, as the product's page does, for a minute. */
  async #ask(event: string, payload: object): Promise<unknown> {
    const end = performance.now() + ASK_MS;
    for (;;) {
      try {
        return await this.#askOnce(event, payload);
      } catch (error) {
        if (performance.now() > end || !this.#socket.connected) throw error;
        await pause(500);
      }
    }
  }

  async #askOnce(event: string, payload: object): Promise<unknown> {
    const untyped: { emitWithAck(event: string, payload: object): Promise<unknown> } = this.#socket.timeout(ACK_MS);
    const ack = ackSchema.parse(await untyped.emitWithAck(event, payload));
    if (!ack.ok) throw new Error(`The gateway refused ${event}: ${ack.error.code}.`);
    return ack.data;
  }
}
