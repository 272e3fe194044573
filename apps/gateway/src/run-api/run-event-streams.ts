import type { ServerResponse } from 'node:http';
import { RunLogTail, userError, type Logger } from '@cloakroom/platform';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Admission } from '../auth/session.guard.js';
import { LOGGER } from '../config/logger.module.js';
import { RunReader } from '../runs/run.reader.js';
import { END_ID } from './event-stream-text.js';
import { ResponseWriter } from './response-writer.js';
import { RunApiReader } from './run-api.reader.js';
import { RunEventStream } from './run-event-stream.js';

/** Streams that one person may have open at one gateway. */
const MAX_STREAMS = 20;

/** Times of all streams, in milliseconds. */
export interface StreamHabits {
  heartbeatMs: number;
  /** How long a reader may take nothing before it is cut off. */
  patienceMs: number;
}

/** Name under which the {@link StreamHabits} are handed out. */
export const STREAM_HABITS = Symbol('stream habits');

/** Serves run events to programs, as server-sent events. */
@Injectable()
export class RunEventStreams implements OnModuleDestroy {
  @Inject(LOGGER) private readonly logger: Logger;
  readonly #open = new Map<RunEventStream, string>();

  constructor(
    private readonly requests: RunApiReader,
    private readonly runs: RunReader,
    private readonly tail: RunLogTail,
    @Inject(STREAM_HABITS) private readonly habits: StreamHabits,
  ) {}

  /** Ends what would keep the process; readers come back with the last id they have. */
  onModuleDestroy(): void {
    for (const stream of [...this.#open.keys()]) stream.end();
  }

  /** Throws `not-found`, `last-event-id-invalid`, `too-many-streams` before anything is written. */
  async serve(admission: Admission, runId: string, lastEventId: string, response: ServerResponse): Promise<void> {
    await this.requests.demand(admission.owner, runId);
    if (lastEventId === END_ID) {
      response.writeHead(204).end();
      return;
    }
    const afterSeq = readLastEventId(lastEventId);
    this.demandRoom(admission);
    const situation = await this.runs.situationOf(admission.owner, runId, afterSeq);
    const writer = new ResponseWriter(response, this.habits.patienceMs);
    const stream = new RunEventStream({ runs: this.runs, tail: this.tail }, { runId, admission, afterSeq }, writer);
    this.keep(stream, admission, response);
    // Proxies such as nginx would collect the answer otherwise.
    const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' };
    response.writeHead(200, headers).flushHeaders();
    await stream.begin(situation).catch((error: unknown) => this.giveUp(stream, error));
  }

  private keep(stream: RunEventStream, { owner }: Admission, response: ServerResponse): void {
    this.#open.set(stream, owner);
    const timer = setInterval(() => {
      void stream.beat().catch((error: unknown) => this.giveUp(stream, error));
    }, this.habits.heartbeatMs);
    response.once('close', () => {
      clearInterval(timer);
      this.#open.delete(stream);
      stream.end();
    });
  }

  private giveUp(stream: RunEventStream, error: unknown): void {
    this.logger.warn({ err: error }, 'A stream of run events was ended; its reader may come back');
    stream.end();
  }

  private demandRoom({ owner }: Admission): void {
    const mine = [...this.#open.values()].filter((other) => other === owner).length;
    if (mine < MAX_STREAMS) return;
    const message = `You follow ${MAX_STREAMS} runs already. End one of these streams first.`;
    throw userError('too-many-streams', message, { status: 429 });
  }
}

function readLastEventId(text: string): number {
  if (text === '') return 0;
  const seq = Number(text);
  if (/^\d{1,15}$/.test(text) && Number.isSafeInteger(seq)) return seq;
  throw userError('last-event-id-invalid', 'Last-Event-ID is the id of an event of this stream, or left out.');
}
