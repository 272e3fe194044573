import { secretNameSchema, suggestSecretName, type SecretView } from '@cloakroom/contracts';
import { hintsFor } from '../data/value-hints.js';
import type { EnvLine } from './parse-env.js';

/** One line of an import before it is confirmed. `value` stays in this page until it is sealed. */
export interface PlannedSecret {
  readonly name: string;
  readonly value: string;
  /** Whether it is to be imported. */
  readonly take: boolean;
  /** A better spelling of a name that is not allowed. */
  readonly offer: string | null;
  /** Why it cannot be imported as it is; `null` when it can. */
  readonly problem: string | null;
  /** The secret of that name that is there. */
  readonly stored: SecretView | null;
}

/** Judges what a file holds. Of a name that stands in it twice the last one counts, as in a shell. */
export function planImport(lines: readonly EnvLine[], secrets: readonly SecretView[]): readonly PlannedSecret[] {
  return lines.map((line, at) => {
    const stored = secrets.find(({ name }) => name === line.name) ?? null;
    const repeated = lines.slice(at + 1).some(({ name }) => name === line.name);
    const problem = repeated ? 'Stands in the file again further down; that one counts.' : problemOf(line);
    return {
      name: line.name,
      value: line.value,
      take: problem === null && stored === null,
      offer: repeated ? null : suggestSecretName(line.name),
      problem,
      stored,
    };
  });
}

function problemOf({ name, value }: EnvLine): string | null {
  const outcome = secretNameSchema.safeParse(name);
  if (!outcome.success) return outcome.error.issues[0]?.message ?? 'This name is not allowed.';
  if (value === '') return 'Has no value.';
  return hintsFor(value).tooLong ? 'A value has at most 65536 bytes.' : null;
}
