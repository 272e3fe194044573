/** What the writer has begun that can be completed: a command at the start of a message, the name of a secret, or of a file of this chat. */
export interface SuggestionToken {
  readonly kind: 'command' | 'secret' | 'file';
  /** What follows the `/`, the `$` or the `@`. */
  readonly query: string;
  /** Where that mark stands. */
  readonly start: number;
}

/** The id of the list of suggestions. */
export const SUGGESTIONS = 'message-suggestions';

const COMMAND = /^\/([a-z]*)$/i;
const SECRET = /(?:^|[\s("'`])\$([A-Za-z_]\w{0,127})?$/;
const FILE = /(?:^|[\s("'`])@([^\s@]{0,64})$/;
const LONGEST = 130;

/** The token that ends at the caret; `before` is the text up to it. */
export function tokenAt(before: string): SuggestionToken | null {
  const command = COMMAND.exec(before);
  if (command !== null) return { kind: 'command', query: command[1] ?? '', start: 0 };
  const end = before.slice(-LONGEST);
  const secret = SECRET.exec(end);
  const named = secret ?? FILE.exec(end);
  if (named === null) return null;
  const query = named[1] ?? '';
  return { kind: secret === null ? 'file' : 'secret', query, start: before.length - query.length - 1 };
}
