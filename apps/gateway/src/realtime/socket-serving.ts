import type { ClientToServerEvents, RunEvent } from '@cloakroom/contracts';
import { RunLogTail, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { RunReader } from '../runs/run.reader.js';
import { answerRequest } from './answer-request.js';
import { drained } from './drained.js';
import { RequestBudget } from './request-budget.js';
import { RunRelay } from './run-relay.js';
import { SOCKET_REQUESTS, type SocketRequests } from './socket-requests.js';
import { sessionRoom, userRoom, type RealtimeSocket, type SocketIdentity } from './socket.types.js';

type AnswerParts = Parameters<typeof answerRequest>[2];

/** Answers the requests of one socket after another, and relays to each the runs it follows. */
@Injectable()
export class SocketServing {
  readonly #relays = new WeakMap<RealtimeSocket, RunRelay>();

  constructor(
    @Inject(SOCKET_REQUESTS) private readonly requests: SocketRequests,
    private readonly runs: RunReader,
    private readonly tail: RunLogTail,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  begin(socket: RealtimeSocket, { owner, sessionId }: SocketIdentity): void {
    void socket.join([userRoom(owner), sessionRoom(sessionId)]);
    const send = async (runId: string, events: RunEvent[]): Promise<void> => {
      socket.emit('run:events', { runId, events });
      await drained(socket);
    };
    const relay = new RunRelay({ owner, send }, this.tail, (...entries) => this.runs.decode(...entries));
    this.#relays.set(socket, relay);
    const parts = { requester: { owner, relay }, budget: new RequestBudget(), logger: this.logger };
    this.#serve(socket, 'message:send', parts);
    this.#serve(socket, 'run:subscribe', parts);
    this.#serve(socket, 'run:unsubscribe', parts);
    this.#serve(socket, 'run:cancel', parts);
    this.#serve(socket, 'run:retry', parts);
    this.#serve(socket, 'answer:regenerate', parts);
    this.#serve(socket, 'run:position', parts);
    this.#serve(socket, 'run:steer', parts);
    this.#serve(socket, 'run:unsteer', parts);
  }

  end(socket: RealtimeSocket): void {
    this.#relays.get(socket)?.close();
  }

  #serve(socket: RealtimeSocket, event: keyof ClientToServerEvents, parts: AnswerParts): void {
    const request = this.requests[event];
    // The payload's type is a promise of the client; it is parsed before it is believed.
    socket.on(event, (...args: readonly unknown[]): void => void answerRequest(request, args, parts));
  }
}
