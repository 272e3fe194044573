import { AppError, userError, type AppErrorField } from '@cloakroom/platform';
import { StandardSchemaValidationPipe } from '@nestjs/common';

/** The part of a schema's complaint that is passed on. It names the place and the rule, never what was sent. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The refusal of an input, with each refused field. */
export function invalidInput(issues: readonly Issue[]): AppError {
  const fields: AppErrorField[] = issues.slice(0, 20).map((issue) => ({
    path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    message: issue.message,
  }));
  const [first] = fields;
  const message = first === undefined || fields.length > 1 ? 'Some fields are not right.' : first.message;
  return userError('invalid-input', message, { fields });
}

/** Parses `@Body({ schema })`, `@Param({ schema })` and `@Query({ schema })` with the schemas of the contracts. */
export function createValidationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: invalidInput });
}
