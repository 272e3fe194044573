import type { Logger } from '../logging/logger.js';

/** Options of {@link installShutdown}. */
export interface ShutdownOptions {
  readonly logger: Logger;
  /** Ends the process's work in order. */
  readonly close: () => Promise<void>;
  /** After this long the process ends anyway, with code 1; default 25 000 ms. */
  readonly timeoutMs?: number;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Ends the process in order on SIGTERM or SIGINT; at once on a second one. */
export function installShutdown(options: ShutdownOptions): void {
  const { logger, close, timeoutMs = 25_000 } = options;
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'Stopping');
    setTimeout(() => {
      logger.error({ timeoutMs }, 'Stopping took too long; ending now');
      process.exit(1);
    }, timeoutMs).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}
