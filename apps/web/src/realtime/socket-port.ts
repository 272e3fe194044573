// What the server says over the socket is not trusted to have the right shape: every frame and every
// acknowledgement is parsed here before anything of the page sees it. Nothing of a secret may pass this port.
import {
  conversationChangedSchema,
  messageSentSchema,
  runEventsFrameSchema,
  runPositionSchema,
  runReferenceSchema,
  runSubscribedSchema,
  socketErrorSchema,
  unsteerRunSchema,
  type ConversationChanged,
  type MessageSent,
  type RegenerateAnswer,
  type RunEventsFrame,
  type RunPosition,
  type RunReference,
  type RunSubscribed,
  type SendMessage,
  type SocketError,
  type SteerRun,
  type SubscribeRun,
  type UnsteerRun,
} from '@cloakroom/contracts';
import { z } from 'zod';

/** How a request over the socket ended: answered, refused by the server, or not answered in time. */
export type SocketReply<T> =
  | { readonly kind: 'ok'; readonly data: T }
  | { readonly kind: 'refused'; readonly error: SocketError }
  | { readonly kind: 'unanswered' };

/** What the chat needs of the connection; the one seam between its logic and socket.io. */
export interface SocketPort {
  readonly isConnected: () => boolean;
  sendMessage(payload: SendMessage): Promise<SocketReply<MessageSent>>;
  subscribeRun(payload: SubscribeRun): Promise<SocketReply<RunSubscribed>>;
  unsubscribeRun(payload: RunReference): void;
  cancelRun(payload: RunReference): Promise<SocketReply<RunReference>>;
  retryRun(payload: RunReference): Promise<SocketReply<MessageSent>>;
  regenerateAnswer(payload: RegenerateAnswer): Promise<SocketReply<MessageSent>>;
  steerRun(payload: SteerRun): Promise<SocketReply<UnsteerRun>>;
  unsteerRun(payload: UnsteerRun): Promise<SocketReply<UnsteerRun>>;
  runPosition(payload: RunReference): Promise<SocketReply<RunPosition>>;
  onConnect(listener: () => void): () => void;
  onRunEvents(listener: (frame: RunEventsFrame) => void): () => void;
  onConversationChanged(listener: (change: ConversationChanged) => void): () => void;
  onSecretsChanged(listener: () => void): () => void;
}

/** Parses an acknowledgement; one that has the wrong shape counts as a refusal. */
export function parseAck<T>(schema: z.ZodType<T>, ack: unknown): SocketReply<T> {
  const shape = z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), data: schema }),
    z.object({ ok: z.literal(false), error: socketErrorSchema }),
  ]);
  const parsed = shape.safeParse(ack);
  if (!parsed.success) {
    return {
      kind: 'refused',
      error: { code: 'bad-answer', message: 'The server gave an answer this page does not understand.' },
    };
  }
  return parsed.data.ok ? { kind: 'ok', data: parsed.data.data } : { kind: 'refused', error: parsed.data.error };
}

export const ackSchemas = {
  'message:send': messageSentSchema,
  'run:subscribe': runSubscribedSchema,
  'run:cancel': runReferenceSchema,
  'run:retry': messageSentSchema,
  'run:position': runPositionSchema,
  'run:steer': unsteerRunSchema,
} as const;

export const frameSchemas = {
  'run:events': runEventsFrameSchema,
  'conversation:changed': conversationChangedSchema,
} as const;
