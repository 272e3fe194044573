import {
  type ConversationChanged,
  type MessageSent,
  type RunEventsFrame,
  type RunReference,
  type RunSubscribed,
  type SendMessage,
  type SocketError,
  type SubscribeRun,
} from '@cloakroom/contracts';
import { z } from 'zod';
/** How a request over the socket ended: answered, refused by the server, or not answered in time. */
export type SocketReply<T> =
  | {
      readonly kind: 'ok';
      readonly data: T;
    }
  | {
      readonly kind: 'refused';
      readonly error: SocketError;
    }
  | {
      readonly kind: 'unanswered';
    };
/** What the chat needs of the connection; the one seam between its logic and socket.io. */
export interface SocketPort {
  readonly isConnected: () => boolean;
  sendMessage(payload: SendMessage): Promise<SocketReply<MessageSent>>;
  subscribeRun(payload: SubscribeRun): Promise<SocketReply<RunSubscribed>>;
  unsubscribeRun(payload: RunReference): void;
  cancelRun(payload: RunReference): Promise<SocketReply<RunReference>>;
  onConnect(listener: () => void): () => void;
  onRunEvents(listener: (frame: RunEventsFrame) => void): () => void;
  onConversationChanged(listener: (change: ConversationChanged) => void): () => void;
  onSecretsChanged(listener: () => void): () => void;
}
/** Parses an acknowledgement; one that has the wrong shape counts as a refusal. */
export declare function parseAck<T>(schema: z.ZodType<T>, ack: unknown): SocketReply<T>;
export declare const ackSchemas: {
  readonly 'message:send': z.ZodObject<
    {
      conversationId: z.ZodUUID;
      messageId: z.ZodUUID;
      assistantMessageId: z.ZodUUID;
      runId: z.ZodUUID;
    },
    z.core.$strip
  >;
  readonly 'run:subscribe': z.ZodObject<
    {
      runId: z.ZodUUID;
      status: z.ZodEnum<{
        running: 'running';
        failed: 'failed';
        queued: 'queued';
        waiting: 'waiting';
        finished: 'finished';
        cancelled: 'cancelled';
      }>;
      base: z.ZodOptional<
        z.ZodObject<
          {
            seq: z.ZodNumber;
            parts: z.ZodArray<
              z.ZodDiscriminatedUnion<
                [
                  z.ZodObject<
                    {
                      type: z.ZodLiteral<'text'>;
                      text: z.ZodString;
                    },
                    z.core.$strip
                  >,
                  z.ZodObject<
                    {
                      type: z.ZodLiteral<'tool'>;
                      toolCallId: z.ZodString;
                      language: z.ZodEnum<{
                        javascript: 'javascript';
                        python: 'python';
                      }>;
                      code: z.ZodString;
                      state: z.ZodEnum<{
                        running: 'running';
                        succeeded: 'succeeded';
                        failed: 'failed';
                        interrupted: 'interrupted';
                      }>;
                      output: z.ZodArray<
                        z.ZodObject<
                          {
                            stream: z.ZodEnum<{
                              stdout: 'stdout';
                              stderr: 'stderr';
                            }>;
                            text: z.ZodString;
                          },
                          z.core.$strip
                        >
                      >;
                      outputLost: z.ZodNumber;
                      result: z.ZodNullable<z.ZodString>;
                      error: z.ZodNullable<
                        z.ZodObject<
                          {
                            kind: z.ZodEnum<{
                              TIMEOUT: 'TIMEOUT';
                              MEMORY: 'MEMORY';
                              CRASHED: 'CRASHED';
                              CANCELLED: 'CANCELLED';
                              OUTPUT_LIMIT: 'OUTPUT_LIMIT';
                              EGRESS_DENIED: 'EGRESS_DENIED';
                              USER_ERROR: 'USER_ERROR';
                            }>;
                            message: z.ZodString;
                          },
                          z.core.$strip
                        >
                      >;
                      durationMs: z.ZodNullable<z.ZodNumber>;
                      requests: z.ZodDefault<
                        z.ZodArray<
                          z.ZodObject<
                            {
                              method: z.ZodString;
                              host: z.ZodString;
                              path: z.ZodString;
                              status: z.ZodNullable<z.ZodNumber>;
                              bytes: z.ZodNumber;
                              ms: z.ZodNumber;
                              denied: z.ZodOptional<z.ZodLiteral<true>>;
                              secrets: z.ZodOptional<
                                z.ZodArray<
                                  z.ZodObject<
                                    {
                                      name: z.ZodString;
                                      place: z.ZodEnum<{
                                        path: 'path';
                                        header: 'header';
                                        query: 'query';
                                        body: 'body';
                                      }>;
                                      headerName: z.ZodNullable<z.ZodString>;
                                      mode: z.ZodEnum<{
                                        exposed: 'exposed';
                                        sealed: 'sealed';
                                      }>;
                                    },
                                    z.core.$strip
                                  >
                                >
                              >;
                            },
                            z.core.$strip
                          >
                        >
                      >;
                      masked: z.ZodDefault<
                        z.ZodArray<
                          z.ZodObject<
                            {
                              name: z.ZodString;
                              count: z.ZodNumber;
                            },
                            z.core.$strip
                          >
                        >
                      >;
                      secrets: z.ZodDefault<
                        z.ZodArray<
                          z.ZodObject<
                            {
                              name: z.ZodString;
                              count: z.ZodNumber;
                              mode: z.ZodEnum<{
                                exposed: 'exposed';
                                sealed: 'sealed';
                              }>;
                              how: z.ZodEnum<{
                                env: 'env';
                                sent: 'sent';
                                signed: 'signed';
                              }>;
                            },
                            z.core.$strip
                          >
                        >
                      >;
                    },
                    z.core.$strip
                  >,
                  z.ZodObject<
                    {
                      type: z.ZodLiteral<'prompt'>;
                      promptId: z.ZodUUID;
                      state: z.ZodEnum<{
                        open: 'open';
                        provided: 'provided';
                        granted: 'granted';
                        declined: 'declined';
                        expired: 'expired';
                        withdrawn: 'withdrawn';
                      }>;
                      scope: z.ZodNullable<
                        z.ZodEnum<{
                          once: 'once';
                          conversation: 'conversation';
                          hour: 'hour';
                          always: 'always';
                        }>
                      >;
                      ask: z.ZodDiscriminatedUnion<
                        [
                          z.ZodObject<
                            {
                              kind: z.ZodLiteral<'secret'>;
                              name: z.ZodString;
                              reason: z.ZodString;
                              hosts: z.ZodArray<z.ZodString>;
                            },
                            z.core.$strip
                          >,
                          z.ZodObject<
                            {
                              kind: z.ZodLiteral<'lease'>;
                              toolCallId: z.ZodString;
                              language: z.ZodEnum<{
                                javascript: 'javascript';
                                python: 'python';
                              }>;
                              code: z.ZodString;
                              names: z.ZodArray<z.ZodString>;
                              hosts: z.ZodArray<z.ZodString>;
                            },
                            z.core.$strip
                          >,
                        ],
                        'kind'
                      >;
                      expiresAt: z.ZodNumber;
                    },
                    z.core.$strip
                  >,
                ],
                'type'
              >
            >;
          },
          z.core.$strip
        >
      >;
      events: z.ZodArray<
        z.ZodDiscriminatedUnion<
          readonly [
            z.ZodObject<
              {
                type: z.ZodLiteral<'run.started'>;
                attempt: z.ZodNumber;
                keepParts: z.ZodNumber;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'run.phase'>;
                phase: z.ZodEnum<{
                  thinking: 'thinking';
                  'starting-sandbox': 'starting-sandbox';
                  'running-agent': 'running-agent';
                  'waiting-for-user': 'waiting-for-user';
                }>;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'text.delta'>;
                text: z.ZodString;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'tool.started'>;
                toolCallId: z.ZodString;
                language: z.ZodEnum<{
                  javascript: 'javascript';
                  python: 'python';
                }>;
                code: z.ZodString;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'tool.output'>;
                toolCallId: z.ZodString;
                stream: z.ZodEnum<{
                  stdout: 'stdout';
                  stderr: 'stderr';
                }>;
                text: z.ZodString;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'tool.finished'>;
                toolCallId: z.ZodString;
                result: z.ZodNullable<z.ZodString>;
                error: z.ZodNullable<
                  z.ZodObject<
                    {
                      kind: z.ZodEnum<{
                        TIMEOUT: 'TIMEOUT';
                        MEMORY: 'MEMORY';
                        CRASHED: 'CRASHED';
                        CANCELLED: 'CANCELLED';
                        OUTPUT_LIMIT: 'OUTPUT_LIMIT';
                        EGRESS_DENIED: 'EGRESS_DENIED';
                        USER_ERROR: 'USER_ERROR';
                      }>;
                      message: z.ZodString;
                    },
                    z.core.$strip
                  >
                >;
                outputLost: z.ZodNumber;
                durationMs: z.ZodNumber;
                requests: z.ZodDefault<
                  z.ZodArray<
                    z.ZodObject<
                      {
                        method: z.ZodString;
                        host: z.ZodString;
                        path: z.ZodString;
                        status: z.ZodNullable<z.ZodNumber>;
                        bytes: z.ZodNumber;
                        ms: z.ZodNumber;
                        denied: z.ZodOptional<z.ZodLiteral<true>>;
                        secrets: z.ZodOptional<
                          z.ZodArray<
                            z.ZodObject<
                              {
                                name: z.ZodString;
                                place: z.ZodEnum<{
                                  path: 'path';
                                  header: 'header';
                                  query: 'query';
                                  body: 'body';
                                }>;
                                headerName: z.ZodNullable<z.ZodString>;
                                mode: z.ZodEnum<{
                                  exposed: 'exposed';
                                  sealed: 'sealed';
                                }>;
                              },
                              z.core.$strip
                            >
                          >
                        >;
                      },
                      z.core.$strip
                    >
                  >
                >;
                masked: z.ZodDefault<
                  z.ZodArray<
                    z.ZodObject<
                      {
                        name: z.ZodString;
                        count: z.ZodNumber;
                      },
                      z.core.$strip
                    >
                  >
                >;
                secrets: z.ZodDefault<
                  z.ZodArray<
                    z.ZodObject<
                      {
                        name: z.ZodString;
                        count: z.ZodNumber;
                        mode: z.ZodEnum<{
                          exposed: 'exposed';
                          sealed: 'sealed';
                        }>;
                        how: z.ZodEnum<{
                          env: 'env';
                          sent: 'sent';
                          signed: 'signed';
                        }>;
                      },
                      z.core.$strip
                    >
                  >
                >;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'tool.interrupted'>;
                toolCallId: z.ZodString;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'prompt.opened'>;
                promptId: z.ZodUUID;
                ask: z.ZodDiscriminatedUnion<
                  [
                    z.ZodObject<
                      {
                        kind: z.ZodLiteral<'secret'>;
                        name: z.ZodString;
                        reason: z.ZodString;
                        hosts: z.ZodArray<z.ZodString>;
                      },
                      z.core.$strip
                    >,
                    z.ZodObject<
                      {
                        kind: z.ZodLiteral<'lease'>;
                        toolCallId: z.ZodString;
                        language: z.ZodEnum<{
                          javascript: 'javascript';
                          python: 'python';
                        }>;
                        code: z.ZodString;
                        names: z.ZodArray<z.ZodString>;
                        hosts: z.ZodArray<z.ZodString>;
                      },
                      z.core.$strip
                    >,
                  ],
                  'kind'
                >;
                expiresAt: z.ZodNumber;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'prompt.closed'>;
                promptId: z.ZodUUID;
                state: z.ZodEnum<{
                  provided: 'provided';
                  granted: 'granted';
                  declined: 'declined';
                  expired: 'expired';
                  withdrawn: 'withdrawn';
                }>;
                scope: z.ZodNullable<
                  z.ZodEnum<{
                    once: 'once';
                    conversation: 'conversation';
                    hour: 'hour';
                    always: 'always';
                  }>
                >;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'run.ended'>;
                status: z.ZodEnum<{
                  failed: 'failed';
                  finished: 'finished';
                  cancelled: 'cancelled';
                }>;
                error: z.ZodNullable<
                  z.ZodObject<
                    {
                      code: z.ZodString;
                      message: z.ZodString;
                    },
                    z.core.$strip
                  >
                >;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
          ],
          'type'
        >
      >;
      message: z.ZodNullable<
        z.ZodObject<
          {
            id: z.ZodUUID;
            conversationId: z.ZodUUID;
            parentId: z.ZodNullable<z.ZodUUID>;
            role: z.ZodEnum<{
              user: 'user';
              assistant: 'assistant';
            }>;
            parts: z.ZodArray<
              z.ZodDiscriminatedUnion<
                [
                  z.ZodObject<
                    {
                      type: z.ZodLiteral<'text'>;
                      text: z.ZodString;
                    },
                    z.core.$strip
                  >,
                  z.ZodObject<
                    {
                      type: z.ZodLiteral<'tool'>;
                      toolCallId: z.ZodString;
                      language: z.ZodEnum<{
                        javascript: 'javascript';
                        python: 'python';
                      }>;
                      code: z.ZodString;
                      state: z.ZodEnum<{
                        running: 'running';
                        succeeded: 'succeeded';
                        failed: 'failed';
                        interrupted: 'interrupted';
                      }>;
                      output: z.ZodArray<
                        z.ZodObject<
                          {
                            stream: z.ZodEnum<{
                              stdout: 'stdout';
                              stderr: 'stderr';
                            }>;
                            text: z.ZodString;
                          },
                          z.core.$strip
                        >
                      >;
                      outputLost: z.ZodNumber;
                      result: z.ZodNullable<z.ZodString>;
                      error: z.ZodNullable<
                        z.ZodObject<
                          {
                            kind: z.ZodEnum<{
                              TIMEOUT: 'TIMEOUT';
                              MEMORY: 'MEMORY';
                              CRASHED: 'CRASHED';
                              CANCELLED: 'CANCELLED';
                              OUTPUT_LIMIT: 'OUTPUT_LIMIT';
                              EGRESS_DENIED: 'EGRESS_DENIED';
                              USER_ERROR: 'USER_ERROR';
                            }>;
                            message: z.ZodString;
                          },
                          z.core.$strip
                        >
                      >;
                      durationMs: z.ZodNullable<z.ZodNumber>;
                      requests: z.ZodDefault<
                        z.ZodArray<
                          z.ZodObject<
                            {
                              method: z.ZodString;
                              host: z.ZodString;
                              path: z.ZodString;
                              status: z.ZodNullable<z.ZodNumber>;
                              bytes: z.ZodNumber;
                              ms: z.ZodNumber;
                              denied: z.ZodOptional<z.ZodLiteral<true>>;
                              secrets: z.ZodOptional<
                                z.ZodArray<
                                  z.ZodObject<
                                    {
                                      name: z.ZodString;
                                      place: z.ZodEnum<{
                                        path: 'path';
                                        header: 'header';
                                        query: 'query';
                                        body: 'body';
                                      }>;
                                      headerName: z.ZodNullable<z.ZodString>;
                                      mode: z.ZodEnum<{
                                        exposed: 'exposed';
                                        sealed: 'sealed';
                                      }>;
                                    },
                                    z.core.$strip
                                  >
                                >
                              >;
                            },
                            z.core.$strip
                          >
                        >
                      >;
                      masked: z.ZodDefault<
                        z.ZodArray<
                          z.ZodObject<
                            {
                              name: z.ZodString;
                              count: z.ZodNumber;
                            },
                            z.core.$strip
                          >
                        >
                      >;
                      secrets: z.ZodDefault<
                        z.ZodArray<
                          z.ZodObject<
                            {
                              name: z.ZodString;
                              count: z.ZodNumber;
                              mode: z.ZodEnum<{
                                exposed: 'exposed';
                                sealed: 'sealed';
                              }>;
                              how: z.ZodEnum<{
                                env: 'env';
                                sent: 'sent';
                                signed: 'signed';
                              }>;
                            },
                            z.core.$strip
                          >
                        >
                      >;
                    },
                    z.core.$strip
                  >,
                  z.ZodObject<
                    {
                      type: z.ZodLiteral<'prompt'>;
                      promptId: z.ZodUUID;
                      state: z.ZodEnum<{
                        open: 'open';
                        provided: 'provided';
                        granted: 'granted';
                        declined: 'declined';
                        expired: 'expired';
                        withdrawn: 'withdrawn';
                      }>;
                      scope: z.ZodNullable<
                        z.ZodEnum<{
                          once: 'once';
                          conversation: 'conversation';
                          hour: 'hour';
                          always: 'always';
                        }>
                      >;
                      ask: z.ZodDiscriminatedUnion<
                        [
                          z.ZodObject<
                            {
                              kind: z.ZodLiteral<'secret'>;
                              name: z.ZodString;
                              reason: z.ZodString;
                              hosts: z.ZodArray<z.ZodString>;
                            },
                            z.core.$strip
                          >,
                          z.ZodObject<
                            {
                              kind: z.ZodLiteral<'lease'>;
                              toolCallId: z.ZodString;
                              language: z.ZodEnum<{
                                javascript: 'javascript';
                                python: 'python';
                              }>;
                              code: z.ZodString;
                              names: z.ZodArray<z.ZodString>;
                              hosts: z.ZodArray<z.ZodString>;
                            },
                            z.core.$strip
                          >,
                        ],
                        'kind'
                      >;
                      expiresAt: z.ZodNumber;
                    },
                    z.core.$strip
                  >,
                ],
                'type'
              >
            >;
            createdAt: z.ZodISODateTime;
            run: z.ZodNullable<
              z.ZodObject<
                {
                  id: z.ZodUUID;
                  status: z.ZodEnum<{
                    running: 'running';
                    failed: 'failed';
                    queued: 'queued';
                    waiting: 'waiting';
                    finished: 'finished';
                    cancelled: 'cancelled';
                  }>;
                  error: z.ZodNullable<
                    z.ZodObject<
                      {
                        code: z.ZodString;
                        message: z.ZodString;
                      },
                      z.core.$strip
                    >
                  >;
                  isolation: z.ZodOptional<
                    z.ZodNullable<
                      z.ZodObject<
                        {
                          level: z.ZodEnum<{
                            strict: 'strict';
                            standard: 'standard';
                          }>;
                          missing: z.ZodArray<z.ZodString>;
                        },
                        z.core.$strip
                      >
                    >
                  >;
                },
                z.core.$strip
              >
            >;
          },
          z.core.$strip
        >
      >;
      position: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
    },
    z.core.$strip
  >;
  readonly 'run:cancel': z.ZodObject<
    {
      runId: z.ZodUUID;
    },
    z.core.$strict
  >;
};
export declare const frameSchemas: {
  readonly 'run:events': z.ZodObject<
    {
      runId: z.ZodUUID;
      events: z.ZodArray<
        z.ZodDiscriminatedUnion<
          readonly [
            z.ZodObject<
              {
                type: z.ZodLiteral<'run.started'>;
                attempt: z.ZodNumber;
                keepParts: z.ZodNumber;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'run.phase'>;
                phase: z.ZodEnum<{
                  thinking: 'thinking';
                  'starting-sandbox': 'starting-sandbox';
                  'running-agent': 'running-agent';
                  'waiting-for-user': 'waiting-for-user';
                }>;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'text.delta'>;
                text: z.ZodString;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'tool.started'>;
                toolCallId: z.ZodString;
                language: z.ZodEnum<{
                  javascript: 'javascript';
                  python: 'python';
                }>;
                code: z.ZodString;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'tool.output'>;
                toolCallId: z.ZodString;
                stream: z.ZodEnum<{
                  stdout: 'stdout';
                  stderr: 'stderr';
                }>;
                text: z.ZodString;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'tool.finished'>;
                toolCallId: z.ZodString;
                result: z.ZodNullable<z.ZodString>;
                error: z.ZodNullable<
                  z.ZodObject<
                    {
                      kind: z.ZodEnum<{
                        TIMEOUT: 'TIMEOUT';
                        MEMORY: 'MEMORY';
                        CRASHED: 'CRASHED';
                        CANCELLED: 'CANCELLED';
                        OUTPUT_LIMIT: 'OUTPUT_LIMIT';
                        EGRESS_DENIED: 'EGRESS_DENIED';
                        USER_ERROR: 'USER_ERROR';
                      }>;
                      message: z.ZodString;
                    },
                    z.core.$strip
                  >
                >;
                outputLost: z.ZodNumber;
                durationMs: z.ZodNumber;
                requests: z.ZodDefault<
                  z.ZodArray<
                    z.ZodObject<
                      {
                        method: z.ZodString;
                        host: z.ZodString;
                        path: z.ZodString;
                        status: z.ZodNullable<z.ZodNumber>;
                        bytes: z.ZodNumber;
                        ms: z.ZodNumber;
                        denied: z.ZodOptional<z.ZodLiteral<true>>;
                        secrets: z.ZodOptional<
                          z.ZodArray<
                            z.ZodObject<
                              {
                                name: z.ZodString;
                                place: z.ZodEnum<{
                                  path: 'path';
                                  header: 'header';
                                  query: 'query';
                                  body: 'body';
                                }>;
                                headerName: z.ZodNullable<z.ZodString>;
                                mode: z.ZodEnum<{
                                  exposed: 'exposed';
                                  sealed: 'sealed';
                                }>;
                              },
                              z.core.$strip
                            >
                          >
                        >;
                      },
                      z.core.$strip
                    >
                  >
                >;
                masked: z.ZodDefault<
                  z.ZodArray<
                    z.ZodObject<
                      {
                        name: z.ZodString;
                        count: z.ZodNumber;
                      },
                      z.core.$strip
                    >
                  >
                >;
                secrets: z.ZodDefault<
                  z.ZodArray<
                    z.ZodObject<
                      {
                        name: z.ZodString;
                        count: z.ZodNumber;
                        mode: z.ZodEnum<{
                          exposed: 'exposed';
                          sealed: 'sealed';
                        }>;
                        how: z.ZodEnum<{
                          env: 'env';
                          sent: 'sent';
                          signed: 'signed';
                        }>;
                      },
                      z.core.$strip
                    >
                  >
                >;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'tool.interrupted'>;
                toolCallId: z.ZodString;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'prompt.opened'>;
                promptId: z.ZodUUID;
                ask: z.ZodDiscriminatedUnion<
                  [
                    z.ZodObject<
                      {
                        kind: z.ZodLiteral<'secret'>;
                        name: z.ZodString;
                        reason: z.ZodString;
                        hosts: z.ZodArray<z.ZodString>;
                      },
                      z.core.$strip
                    >,
                    z.ZodObject<
                      {
                        kind: z.ZodLiteral<'lease'>;
                        toolCallId: z.ZodString;
                        language: z.ZodEnum<{
                          javascript: 'javascript';
                          python: 'python';
                        }>;
                        code: z.ZodString;
                        names: z.ZodArray<z.ZodString>;
                        hosts: z.ZodArray<z.ZodString>;
                      },
                      z.core.$strip
                    >,
                  ],
                  'kind'
                >;
                expiresAt: z.ZodNumber;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'prompt.closed'>;
                promptId: z.ZodUUID;
                state: z.ZodEnum<{
                  provided: 'provided';
                  granted: 'granted';
                  declined: 'declined';
                  expired: 'expired';
                  withdrawn: 'withdrawn';
                }>;
                scope: z.ZodNullable<
                  z.ZodEnum<{
                    once: 'once';
                    conversation: 'conversation';
                    hour: 'hour';
                    always: 'always';
                  }>
                >;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
            z.ZodObject<
              {
                type: z.ZodLiteral<'run.ended'>;
                status: z.ZodEnum<{
                  failed: 'failed';
                  finished: 'finished';
                  cancelled: 'cancelled';
                }>;
                error: z.ZodNullable<
                  z.ZodObject<
                    {
                      code: z.ZodString;
                      message: z.ZodString;
                    },
                    z.core.$strip
                  >
                >;
                runId: z.ZodUUID;
                seq: z.ZodNumber;
                at: z.ZodNumber;
              },
              z.core.$strip
            >,
          ],
          'type'
        >
      >;
    },
    z.core.$strip
  >;
  readonly 'conversation:changed': z.ZodObject<
    {
      conversationId: z.ZodUUID;
      reason: z.ZodEnum<{
        'message-sent': 'message-sent';
        'run-ended': 'run-ended';
        renamed: 'renamed';
        deleted: 'deleted';
        'prompt-changed': 'prompt-changed';
        scrubbed: 'scrubbed';
      }>;
      runId: z.ZodNullable<z.ZodUUID>;
    },
    z.core.$strip
  >;
};
//# sourceMappingURL=socket-port.d.ts.map
