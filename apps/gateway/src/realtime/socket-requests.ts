/*
 * Trusted: who the socket belongs to, as its session said. Not trusted: every payload, parsed here before anything else
 * sees it. What must never cross: another user's id from a payload; an error's cause or an input's value into an answer.
 */
import {
  regenerateAnswerSchema,
  runReferenceSchema,
  sendMessageSchema,
  steerRunSchema,
  subscribeRunSchema,
  unsteerRunSchema,
  type AckCallback,
  type ClientToServerEvents,
} from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import type { z } from 'zod';
import type { SendMessageService } from '../messages/send-message.service.js';
import type { RunServices } from '../runs/run-services.js';
import type { RunSteering } from '../runs/run-steering.js';
import type { RunRelay } from './run-relay.js';

type Payload<E extends keyof ClientToServerEvents> = Parameters<ClientToServerEvents[E]>[0];
type Answer<E extends keyof ClientToServerEvents> =
  Parameters<ClientToServerEvents[E]>[1] extends AckCallback<infer T> ? T : never;

/** Who asks. */
export interface Requester {
  readonly owner: OwnerId;
  readonly relay: RunRelay;
}

/** An answer, and what is to happen once it is on its way. */
export interface Answered<T> {
  readonly data: T;
  readonly after?: () => void;
}

/** How one event is parsed and answered. */
export interface SocketRequest<E extends keyof ClientToServerEvents> {
  readonly schema: z.ZodType<Payload<E>>;
  readonly answer: (requester: Requester, payload: Payload<E>) => Promise<Answered<Answer<E>>>;
}

/** Every event of {@link ClientToServerEvents}; leaving one out does not compile. */
export type SocketRequests = { readonly [E in keyof ClientToServerEvents]: SocketRequest<E> };

/** Injection token of {@link SocketRequests}. */
export const SOCKET_REQUESTS = Symbol('SocketRequests');

/** Binds each event to the feature that answers it. */
export function socketRequests(messages: SendMessageService, runs: RunServices): SocketRequests {
  const { reader, canceller, places, steering } = runs;
  return {
    'message:send': {
      schema: sendMessageSchema,
      answer: async ({ owner }, message) => ({ data: await messages.send(owner, message) }),
    },
    'run:subscribe': {
      schema: subscribeRunSchema,
      answer: async ({ owner, relay }, { runId, lastSeq }) => {
        const begin = relay.prepare(runId);
        try {
          const { followAfter, ...situation } = await reader.situationOf(owner, runId, lastSeq);
          const after = (): void => (followAfter === null ? relay.stop(runId) : begin(followAfter));
          const queued = situation.status === 'queued';
          const { position } = queued ? await places.of(owner, runId) : { position: null };
          return { data: { runId, ...situation, position }, after };
        } catch (error) {
          relay.stop(runId);
          throw error;
        }
      },
    },
    'run:unsubscribe': {
      schema: runReferenceSchema,
      answer: ({ relay }, { runId }) => {
        relay.stop(runId);
        return Promise.resolve({ data: { runId } });
      },
    },
    'run:position': {
      schema: runReferenceSchema,
      answer: async ({ owner }, { runId }) => ({ data: await places.of(owner, runId) }),
    },
    'run:retry': {
      schema: runReferenceSchema,
      answer: async ({ owner }, { runId }) => ({ data: await messages.retry(owner, runId) }),
    },
    'answer:regenerate': {
      schema: regenerateAnswerSchema,
      answer: async ({ owner }, request) => ({ data: await messages.regenerate(owner, request) }),
    },
    ...steeringRequests(steering),
    'run:cancel': {
      schema: runReferenceSchema,
      answer: async ({ owner }, { runId }) => {
        await canceller.cancel(owner, runId);
        return { data: { runId } };
      },
    },
  };
}

function steeringRequests(steering: RunSteering): Pick<SocketRequests, 'run:steer' | 'run:unsteer'> {
  return {
    'run:steer': {
      schema: steerRunSchema,
      answer: async ({ owner }, steer) => {
        await steering.steer(owner, steer);
        return { data: { clientMessageId: steer.clientMessageId } };
      },
    },
    'run:unsteer': {
      schema: unsteerRunSchema,
      answer: async ({ owner }, { clientMessageId }) => {
        await steering.unsteer(owner, clientMessageId);
        return { data: { clientMessageId } };
      },
    },
  };
}
