import type { Logger } from '@cloakroom/platform';
import type { LoggerService } from '@nestjs/common';

/** The framework's own words, in the process's log. Only text is kept: objects could hold a request. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...details: readonly unknown[]): void {
    this.logger.debug(contextOf(details), textOf(message));
  }

  warn(message: unknown, ...details: readonly unknown[]): void {
    this.logger.warn(contextOf(details), textOf(message));
  }

  error(message: unknown, ...details: readonly unknown[]): void {
    this.logger.error(
      { ...contextOf(details), ...(message instanceof Error ? { err: message } : {}) },
      textOf(message),
    );
  }
}

function textOf(message: unknown): string {
  return typeof message === 'string' ? message : 'The framework reported an error';
}

function contextOf(details: readonly unknown[]): { context?: string } {
  const context = details.at(-1);
  return typeof context === 'string' ? { context } : {};
}
