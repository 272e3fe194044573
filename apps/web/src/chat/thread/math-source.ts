/**
 * Stands before the source of a formula that has been turned into a code span. Private to this page; a model that writes
 * it itself gets a formula.
 */
export const FORMULA_MARK = '\uE0F0';

const fencePattern = /^ {0,3}(`{3,}|~{3,})[^\n]*$/;

/**
 * Markdown in which formulas are code: `$…$` and `\(…\)` become code spans that begin with {@link FORMULA_MARK}, `$$…$$`
 * and `\[…\]` fenced blocks of the language `math`, so that nothing inside them is read as Markdown. Code is left as it
 * is, and so is what only looks like a formula: amounts of money, names of variables.
 */
export function formulasAsCode(markdown: string): string {
  if (!/\$|\\[([]/.test(markdown)) return markdown;
  const done: string[] = [];
  let prose: string[] = [];
  let fence: string | null = null;
  const flush = (): void => {
    if (prose.length > 0) done.push(convertProse(prose.join('\n')));
    prose = [];
  };
  for (const line of markdown.split('\n')) {
    const marker = fencePattern.exec(line)?.[1];
    if (fence !== null) {
      done.push(line);
      if (marker !== undefined && line.trim() === marker && marker.startsWith(fence)) fence = null;
    } else if (marker !== undefined) {
      flush();
      fence = marker;
      done.push(line);
    } else prose.push(line);
  }
  flush();
  return done.join('\n');
}

/** Code spans first, so that what is in them is passed over; then the four ways to write a formula. */
const piecePattern =
  /(?<code>(?<ticks>`+)(?!`)[^]{1,4000}?(?<!`)\k<ticks>(?!`))|(?<escape>\\[\\$`])|(?<!\$)\$\$(?!\$)(?<block>[^$]{1,4000}?)\$\$(?!\$)|\\\[(?<bracket>[^]{1,4000}?)\\\]|\\\((?<paren>[^\n]{1,1000}?)\\\)|(?<![$\w])\$(?<dollar>[^\s$](?:[^$\n]{0,1000}?[^\s$])?)\$(?![\w$])/g;

function convertProse(text: string): string {
  return text.replace(piecePattern, (whole: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    const offset = rest.at(-3) as number;
    const block = groups['block'] ?? groups['bracket'];
    if (block !== undefined) return blockOf(block.trim(), text, offset, offset + whole.length);
    const inline = groups['paren'] ?? groups['dollar'];
    if (inline === undefined || (groups['dollar'] !== undefined && !looksLikeFormula(inline))) return whole;
    return spanOf(inline.trim());
  });
}

/** Not a stretch from one amount to the next, nor a name such as those of environment variables. */
function looksLikeFormula(source: string): boolean {
  if (source.endsWith('\\') || /^[A-Z_][A-Z0-9_]{2,}$/.test(source)) return false;
  if (/[\\^_={}]/.test(source)) return true;
  return !/[A-Za-z]{2,}/.test(source) && !/^\d[\d.,]*\s*(?:[-–—/]|$)/.test(source);
}

function spanOf(source: string): string {
  const longest = Math.max(0, ...[...source.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${FORMULA_MARK}${source} ${ticks}`;
}

/** A fence where the formula has its lines to itself, else a span: a fence would break a sentence or a list apart. */
function blockOf(source: string, text: string, start: number, end: number): string {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const nextBreak = text.indexOf('\n', end);
  const after = text.slice(end, nextBreak < 0 ? text.length : nextBreak);
  if (!/^\s*$/.test(before) || !/^[\s.,;]*$/.test(after)) return spanOf(source.replaceAll('\n', ' '));
  const lines = source.split('\n').map((line) => `${before}${line.trim()}`);
  return ['```math', ...lines, `${before}\`\`\`\n${before}`].join('\n');
}
