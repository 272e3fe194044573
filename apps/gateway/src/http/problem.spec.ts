import { problemSchema } from '@cloakroom/contracts';
import { SealingError } from '@cloakroom/contracts/sealing';
import { conflict, operationalError } from '@cloakroom/platform';
import { EnvelopeError } from '@cloakroom/secrets/seal';
import { NotFoundException } from '@nestjs/common';
import { appErrorOf, problemOf } from './problem.js';

const problem = (error: unknown) => problemSchema.strict().parse(problemOf(appErrorOf(error)));

describe('problem details', () => {
  it('keep the code, status, words and fields of our own errors', () => {
    const fields = [{ path: 'name', message: 'Taken.' }];
    expect(problem(conflict('secret-exists', 'It is there.', fields))).toMatchObject({
      status: 409,
      code: 'secret-exists',
      detail: 'It is there.',
      fields,
    });
    expect(problem(operationalError('redis-down', 'Redis does not answer.')).status).toBe(503);
  });

  it('say nothing of what is not ours', () => {
    const leaky = new Error('E11000 duplicate key { value: "hunter2" }', { cause: new Error('hunter2') });
    for (const thrown of [leaky, 'hunter2', { message: 'hunter2' }, null, undefined]) {
      const answer = problem(thrown);
      expect(answer).toMatchObject({ status: 500, code: 'unexpected' });
      expect(JSON.stringify(answer)).not.toContain('hunter2');
    }
  });

  it('say nothing of what a body parser quotes', () => {
    const quoting = Object.assign(new SyntaxError('Unexpected token h in "hunter2"'), {
      status: 400,
      statusCode: 400,
      expose: true,
    });
    expect(problem(quoting)).toMatchObject({ status: 400, code: 'bad-request' });
    expect(JSON.stringify(problem(quoting))).not.toContain('hunter2');
  });

  it('know the refusals of the framework and of the vault', () => {
    expect(problem(new NotFoundException('Cannot GET /secret/path'))).toMatchObject({ status: 404, code: 'not-found' });
    expect(problem(new EnvelopeError('ENVELOPE_INVALID', 'Damaged.'))).toMatchObject({
      status: 400,
      code: 'envelope-invalid',
      fields: [{ path: 'sealed' }],
    });
    expect(problem(new SealingError('VALUE_SIZE', 'Too long.'))).toMatchObject({
      status: 400,
      fields: [{ path: 'value' }],
    });
    expect(problem(new SealingError('INVALID_PUBLIC_KEY', 'Bad key.')).status).toBe(500);
  });
});
