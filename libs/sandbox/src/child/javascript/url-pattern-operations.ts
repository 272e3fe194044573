/**
 * URLPattern for agent code, done by Node's own implementation. Patterns and addresses are the agent code's own, bounded
 * in size; a pattern that takes long to match is ended with the process, by the wall clock.
 */
import { URLPattern } from 'node:url';
import { z } from 'zod';

import type { SyncOperation } from './sync-operation.types.js';

const text = z.string().max(20_000);
const PARTS = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'] as const;
const init = z.union([text, z.partialRecord(z.enum([...PARTS, 'baseURL']), text)]);
const patternInput = z.strictObject({ pattern: init, base: text.nullable(), ignoreCase: z.boolean() });
const execInput = patternInput.extend({ input: init, inputBase: text.nullable() });
const component = z.object({ input: z.string(), groups: z.record(z.string(), z.string().optional()) });

function patternOf({ pattern, base, ignoreCase }: z.infer<typeof patternInput>): URLPattern {
  return base === null ? new URLPattern(pattern, { ignoreCase }) : new URLPattern(pattern, base, { ignoreCase });
}

function exec(input: unknown): unknown {
  const parsed = execInput.parse(input);
  const found = patternOf(parsed).exec(parsed.input, parsed.inputBase ?? undefined);
  if (found === null) return null;
  return Object.fromEntries(
    PARTS.map((part) => {
      const { input: matched, groups } = component.parse(found[part]);
      return [part, { input: matched, groups: Object.entries(groups).map(([name, value]) => [name, value ?? null]) }];
    }),
  );
}

/** The operations by name. */
export const urlPatternOperations: readonly (readonly [string, SyncOperation])[] = [
  [
    'urlPattern.describe',
    (input) => {
      const pattern = patternOf(patternInput.parse(input));
      const { hasRegExpGroups } = pattern;
      return { ...Object.fromEntries(PARTS.map((part) => [part, pattern[part]])), hasRegExpGroups };
    },
  ],
  ['urlPattern.exec', exec],
];
