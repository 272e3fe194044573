import { AppError, userError } from '../errors/app-error.js';
import { createLogger } from './logger.js';

function capture(): { lines: string[]; logger: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  const logger = createLogger({ processName: 'test', destination: { write: (line: string) => void lines.push(line) } });
  return { lines, logger };
}

describe('createLogger', () => {
  it('hides bodies and what authenticates, at every depth', () => {
    const { lines, logger } = capture();
    logger.info(
      {
        body: 'canary',
        req: { headers: { authorization: 'canary', cookie: 'canary' } },
        a: { b: { value: 'canary' } },
      },
      'request',
    );
    expect(lines).toHaveLength(1);
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('')).toContain('[hidden]');
  });

  it('keeps the message of an AppError and drops one that may quote content', () => {
    const { lines, logger } = capture();
    let parseError: unknown;
    try {
      JSON.parse('canary');
    } catch (error) {
      parseError = error;
    }
    logger.error(
      { err: new AppError({ code: 'c', kind: 'operational', message: 'shown', cause: parseError }) },
      'failed',
    );
    const line = lines.join('');
    expect(line).toContain('shown');
    expect(line).toContain('SyntaxError');
    expect(line).not.toContain('canary');
  });

  it('drops the message in which Node quotes an argument that it refuses, and keeps the engine’s own', () => {
    const { lines, logger } = capture();
    const refused = new TypeError("The argument 'path' must be without null bytes. Received 'canary'");
    logger.error({ err: Object.assign(refused, { code: 'ERR_INVALID_ARG_VALUE' }) }, 'failed');
    logger.error({ err: new TypeError('it.missing is not a function') }, 'failed');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('ERR_INVALID_ARG_VALUE');
    expect(lines[0]).not.toContain('canary');
    expect(lines[1]).toContain('missing is not a function');
  });

  it('carries the run id of a child logger and the code of an error', () => {
    const { lines, logger } = capture();
    logger.child({ runId: 'run-1' }).warn({ err: userError('too-long', 'Too long.') }, 'refused');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      process: 'test',
      runId: 'run-1',
      err: { code: 'too-long', kind: 'user', message: 'Too long.' },
    });
  });
});
