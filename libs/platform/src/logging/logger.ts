import type { Params } from 'nestjs-pino';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { serializeError } from './error-serializer.js';

/** The logger of a process: JSON lines on standard output. */
export type Logger = PinoLogger;

/** Levels a log can be set to. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** See {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  /** Which process speaks, as the field `process`. */
  readonly processName: string;
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

const sensitive = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'body',
  'password',
  'token',
  'secret',
  'value',
  'sealed',
  'envelope',
  'text',
  'content',
  'payload',
  'apiKey',
];

const redactPaths = sensitive.flatMap((name) => ['', '*', '*.*', '*.*.*'].map((parent) => `${parent}["${name}"]`));

/**
 * Makes a logger. Bodies, headers that authenticate, and fields that could hold a value are replaced by `[hidden]`;
 * errors go through {@link serializeError}. Give the run's id as a field: `logger.child({ runId })`.
 */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { process: options.processName, pid: process.pid },
      serializers: { err: serializeError, error: serializeError },
      redact: { paths: redactPaths, censor: '[hidden]' },
    },
    options.destination ?? pino.destination({ sync: true }),
  );
}

/** Parameters for nestjs-pino's `LoggerModule.forRoot`: one line a request, its path without the query, no headers. */
export function loggerModuleParams(logger: Logger): Params {
  return {
    pinoHttp: {
      logger,
      serializers: {
        req: (request: { id: unknown; method: unknown; url: unknown }) => ({
          id: request.id,
          method: request.method,
          path: String(request.url).split('?', 1)[0],
        }),
        res: (response: { statusCode: unknown }) => ({ statusCode: response.statusCode }),
        err: serializeError,
      },
    },
  };
}
