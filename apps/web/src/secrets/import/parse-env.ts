/** One assignment of a `.env` file. */
export interface EnvLine {
  readonly name: string;
  readonly value: string;
}

/** What stands in a `.env` file; `unread` are the numbers of lines that are no assignment, a comment or blank. */
export interface EnvFile {
  readonly lines: readonly EnvLine[];
  readonly unread: readonly number[];
}

// A name, with `export` or not, then a quoted text over one or more lines or the rest of the line, then a comment.
const assignment =
  /^[ \t]*(?:export[ \t]+)?([^\s=#'"]+)[ \t]*=[ \t]*(?:'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|`([^`]*)`|([^\r\n]*?))[ \t]*(?:[ \t]#[^\r\n]*|(?<=['"`])#[^\r\n]*)?$/my;

/**
 * Reads a `.env` file as `dotenv` does: `#` comments, `export`, three kinds of quotes that may span lines, escapes within
 * double quotes. Nothing is expanded. The names are as they stand, good or not.
 */
export function parseEnv(text: string): EnvFile {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const lines: EnvLine[] = [];
  const unread: number[] = [];
  let at = 0;
  while (at < source.length) {
    assignment.lastIndex = at;
    const match = assignment.exec(source);
    const end = source.indexOf('\n', match === null ? at : assignment.lastIndex);
    if (match !== null) lines.push({ name: match[1] ?? '', value: valueOf(match) });
    else {
      const line = source.slice(at, end === -1 ? undefined : end).trim();
      if (line !== '' && !line.startsWith('#')) unread.push(source.slice(0, at).split('\n').length);
    }
    if (end === -1) break;
    at = end + 1;
  }
  return { lines, unread };
}

function valueOf([, , single, double, tick, bare]: RegExpExecArray): string {
  if (double !== undefined) return double.replace(/\\([\s\S])/g, (_match, letter: string) => escapes[letter] ?? letter);
  const plain = bare?.startsWith('#') === true ? '' : bare;
  return single ?? tick ?? plain ?? '';
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
