import type {
  MessageSent,
  RunEvent,
  RunEventBody,
  RunSubscribed,
  SubscribeRun,
  SendMessage,
  SteerRun,
  UnsteerRun,
} from '@cloakroom/contracts';
import type { SocketPort, SocketReply } from '../realtime/socket-port.js';

type Unanswered = { readonly kind: 'unanswered' };

/** A connection whose answers a spec gives one by one. */
export interface ScriptedPort extends SocketPort {
  readonly sent: SendMessage[];
  readonly steered: SteerRun[];
  readonly subscribed: SubscribeRun[];
  readonly unsubscribed: string[];
  connect(): void;
  disconnect(): void;
  push(runId: string, events: RunEvent[]): void;
  /** Refuses to take a steer back with this code; `null` takes it back. */
  refuseUnsteer(code: string | null): void;
  answerSend(reply: SocketReply<MessageSent>): void;
  answerSubscribe(reply: SocketReply<RunSubscribed>): void;
}

interface Question<T> {
  readonly resolve: (reply: T) => void;
}

export function scriptedPort(connected = true): ScriptedPort {
  let isConnected = connected;
  const connectListeners = new Set<() => void>();
  const frameListeners = new Set<Parameters<SocketPort['onRunEvents']>[0]>();
  const sends: Question<SocketReply<MessageSent>>[] = [];
  const subscriptions: Question<SocketReply<RunSubscribed>>[] = [];
  let refusedUnsteer: SocketReply<UnsteerRun> | null = null;
  const nothing = (): (() => void) => () => undefined;
  const port: ScriptedPort = {
    sent: [],
    steered: [],
    subscribed: [],
    unsubscribed: [],
    isConnected: () => isConnected,
    sendMessage(payload) {
      port.sent.push(payload);
      return new Promise((resolve) => sends.push({ resolve }));
    },
    subscribeRun(payload) {
      port.subscribed.push(payload);
      return new Promise((resolve) => subscriptions.push({ resolve }));
    },
    unsubscribeRun: ({ runId }) => void port.unsubscribed.push(runId),
    cancelRun: (payload) => Promise.resolve({ kind: 'ok', data: payload }),
    retryRun: () => Promise.resolve(unanswered),
    steerRun(payload) {
      port.steered.push(payload);
      return Promise.resolve({ kind: 'ok', data: { clientMessageId: payload.clientMessageId } });
    },
    unsteerRun: (payload) => Promise.resolve(refusedUnsteer ?? { kind: 'ok', data: payload }),
    refuseUnsteer(code) {
      refusedUnsteer = code === null ? null : { kind: 'refused', error: { code, message: 'No.' } };
    },
    regenerateAnswer: () => Promise.resolve(unanswered),
    runPosition: () => Promise.resolve(unanswered),
    onConnect(listener) {
      connectListeners.add(listener);
      return () => connectListeners.delete(listener);
    },
    onRunEvents(listener) {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    onConversationChanged: nothing,
    onSecretsChanged: nothing,
    connect() {
      isConnected = true;
      for (const listener of [...connectListeners]) listener();
    },
    disconnect() {
      isConnected = false;
      for (const question of sends.splice(0)) question.resolve(unanswered);
      for (const question of subscriptions.splice(0)) question.resolve(unanswered);
    },
    push(runId, events) {
      for (const listener of [...frameListeners]) listener({ runId, events });
    },
    answerSend: (reply) => take(sends).resolve(reply),
    answerSubscribe: (reply) => take(subscriptions).resolve(reply),
  };
  return port;
}

const unanswered: Unanswered = { kind: 'unanswered' };

function take<T>(questions: Question<T>[]): Question<T> {
  const question = questions.shift();
  if (question === undefined) throw new Error('Nothing was asked of the port.');
  return question;
}

/** Lets every promise that is ready run on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** Numbers event bodies as a run's log does, from 1. */
export function logOf(runId: string, bodies: readonly RunEventBody[]): RunEvent[] {
  return bodies.map((body, index) => ({ ...body, runId, seq: index + 1, at: 0 }));
}
