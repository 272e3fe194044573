import type { z } from 'zod';
import { AppError } from '../errors/app-error.js';

/**
 * Parses a process's environment. Throws an {@link AppError} (code `bad-config`) that names every variable that is
 * missing or wrong and what is expected of it, never what it held.
 */
export function parseConfig<S extends z.ZodType>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
  processName: string,
): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => {
    const path = issue.path.join('.') || '(environment)';
    return { path, message: given[path] === undefined ? 'is not set' : expectation(issue) };
  });
  const list = fields.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new AppError({
    code: 'bad-config',
    kind: 'operational',
    message: `The ${processName} cannot start: ${list}.`,
    fields,
  });
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must be at least ${String(issue.minimum)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}`;
    case 'invalid_type':
      return `must be a ${issue.expected}`;
    case 'invalid_format':
      return `must be a valid ${issue.format}`;
    case 'custom':
      return issue.message;
    default:
      return 'is not valid';
  }
}
