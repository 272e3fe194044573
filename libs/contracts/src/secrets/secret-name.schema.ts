import { z } from 'zod';

/** Longest secret name, in characters. */
export const SECRET_NAME_MAX_LENGTH = 128;

/** What a name may look like, word for word as the form says it. */
export const SECRET_NAME_RULE = 'Only uppercase letters, digits, and underscores are allowed.';

const namePattern = /^[A-Z_][A-Z0-9_]*$/;
const reservedNames = new Set(['PATH', 'HOME', 'PWD', 'USER', 'SHELL', 'TMPDIR', 'IFS']);
const reservedPrefixes = ['NODE_', 'PYTHON', 'LD_', 'CLOAKROOM_'];

/** Whether a name is kept for the runtimes themselves (PATH, HOME, NODE_*, PYTHON*, LD_*, CLOAKROOM_* and the like). */
export function isReservedSecretName(name: string): boolean {
  return reservedNames.has(name) || reservedPrefixes.some((prefix) => name.startsWith(prefix));
}

/** The nearest allowed spelling of a refused name, or `null` when there is none to offer. */
export function suggestSecretName(input: string): string | null {
  const candidate = input
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(?=[0-9])/, '_')
    .slice(0, SECRET_NAME_MAX_LENGTH);
  if (candidate === '' || candidate === input || !namePattern.test(candidate)) return null;
  return isReservedSecretName(candidate) ? null : candidate;
}

/** The name of a secret: an environment variable's name, 1 to 128 characters, never changed silently. */
export const secretNameSchema = z
  .string()
  .min(1, 'Enter a name, for example SERVICE_API_KEY.')
  .max(SECRET_NAME_MAX_LENGTH, `A name has at most ${SECRET_NAME_MAX_LENGTH} characters.`)
  .regex(namePattern, `${SECRET_NAME_RULE} A name cannot begin with a digit.`)
  .refine((name) => !isReservedSecretName(name), {
    error: 'This name is reserved for the runtime itself. Choose another, for example with your service in front.',
  });
