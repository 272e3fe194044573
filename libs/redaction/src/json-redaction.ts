const MAX_DEPTH = 200;

/** What stands in the place of data that is nested deeper than 200 levels. */
export const TOO_DEEP = '[too deep]';

function uniqueKey(taken: ReadonlyMap<string, unknown>, key: string): string {
  if (!taken.has(key)) return key;
  let number = 2;
  while (taken.has(`${key} (${number})`)) number++;
  return `${key} (${number})`;
}

/** Rebuilds plain JSON data with every string, key and number shown to `redact`. */
export function redactJsonValue(value: unknown, redact: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const digits = String(value);
    const shown = redact(digits);
    return shown === digits ? value : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item: unknown) => redactJsonValue(item, redact, depth + 1));
  const entries = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    entries.set(uniqueKey(entries, redact(key)), redactJsonValue(item, redact, depth + 1));
  }
  return Object.fromEntries(entries);
}
