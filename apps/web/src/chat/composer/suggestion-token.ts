/** What the writer has begun that can be completed: a command at the start of a message, or the name of a secret. */
export interface SuggestionToken {
  readonly kind: 'command' | 'secret';
  /** What follows the `/` or the `$`. */
  readonly query: string;
  /** Where the `/` or the `$` stands. */
  readonly start: number;
}

/** The id of the list of suggestions. */
export const SUGGESTIONS = 'message-suggestions';

const COMMAND = /^\/([a-z]*)$/i;
const SECRET = /(?:^|[\s("'`])\$([A-Za-z_]\w{0,127})?$/;
const LONGEST = 130;

/** The token that ends at the caret; `before` is the text up to it. */
export function tokenAt(before: string): SuggestionToken | null {
  const command = COMMAND.exec(before);
  if (command !== null) return { kind: 'command', query: command[1] ?? '', start: 0 };
  const secret = SECRET.exec(before.slice(-LONGEST));
  if (secret === null) return null;
  const query = secret[1] ?? '';
  return { kind: 'secret', query, start: before.length - query.length - 1 };
}
