import type { Logger } from '@cloakroom/platform';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Response } from 'express';
import { LOGGER } from '../config/logger.module.js';
import { appErrorOf, problemOf } from './problem.js';

/** Statuses of refusals that may be different soon (RFC 9110, section 10.2.3). */
const PASSING = new Set([429, 503]);
/** How long to wait where nothing else is known, in seconds. */
const WAIT_SECONDS = 5;

/** The one place where errors become HTTP answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const problem = appErrorOf(error);
    if (problem.kind !== 'user') this.logger.error({ err: error, code: problem.code }, 'A request failed');
    if (response.headersSent) {
      response.end();
      return;
    }
    if (problem.code === 'api-key-refused') response.setHeader('www-authenticate', 'Bearer');
    if (PASSING.has(problem.httpStatus)) {
      response.setHeader('retry-after', String(problem.retryAfterSeconds ?? WAIT_SECONDS));
    }
    response.status(problem.httpStatus).type('application/problem+json').json(problemOf(problem));
  }
}
