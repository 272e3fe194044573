/**
 * Finds the last expression of ordinary JavaScript without parsing it: brackets, quotes, comments and regular expressions
 * are told apart, and statements by `;` and by the `}` of blocks. Whatever is not plain is left to the parser, and V8
 * judges the rest: text that it refuses goes to the parser too, before any of it has run.
 */

/** Needs the parser: modules, types of comments and words whose meaning depends on where they stand. */
const NEEDS_PARSER = /import|export|AsyncLocalStorage|new\.target|<!--|-->|use strict|^#!|^\uFEFF|ᐧ/;
const NEXT = /["'`/\\(){}[\];]/g;
const DOUBLE = /"(?:[^"\\\n\r]|\\[^])*"/y;
const SINGLE = /'(?:[^'\\\n\r]|\\[^])*'/y;
const TEMPLATE_PART = /(?:[^`\\$]|\\[^]|\$(?!\{))*(`|\$\{)/y;
const LINE_COMMENT = /\/\/[^\n\r\u2028\u2029]*/y;
const BLOCK_COMMENT = /\/\*[^]*?\*\//y;
const REGULAR = /\/(?:[^\\/[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\/[a-z]*/y;
const START = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)*([\w$]*)/y;
const BEFORE_REGULAR = /[(,=:[!&|?;]\s*$/;
const BEFORE_DIVISION = /(?:[\w$]|\])\s*$/;
const WORD_BEFORE_REGULAR = /\b(?:return|typeof|case|do|else|in|of|instanceof|new|delete|void|throw|await|yield)\s*$/;
/** Parentheses behind which no expression ends. */
const CONDITION = /\b(?:if|while|for|with)\s*$/;
const ASYNC_FUNCTION = /async[ \t]+function\b/y;
/** Otherwise `let` may be a name. */
const LET = /let[ \t]*[[{]|let[ \t]+[a-zA-Z_$]/y;
const BREAK = /[\n\r\u2028\u2029]/;
const BEFORE_BLOCK = /(?:\)|\b(?:else|try|finally|do|catch))\s*$/;
const CLASS_HEAD = /[\w$)]\s*$/;

/** Statements that end with the `}` of their block. */
const WITH_BLOCK = new Set(['if', 'else', 'for', 'while', 'try', 'catch', 'finally', 'switch', 'function', 'class']);
/** Other statements that are no expression. */
const OTHER = new Set(['const', 'let', 'var', 'return', 'throw']);
/** What is not told apart here. */
const UNCLEAR = new Set(['async', 'do', 'with', 'debugger', 'break', 'continue', 'using', 'enum', 'interface', 'type']);

const BACK = 24;

function startOf(code: string, from: number): { start: number; word: string } {
  START.lastIndex = from;
  const word = START.exec(code)?.[1] ?? '';
  const start = START.lastIndex - word.length;
  return { start, word: word === 'async' && past(ASYNC_FUNCTION, code, start) > 0 ? 'function' : word };
}

/** The position after what begins at `at` by `pattern`; -1 when it does not end. */
function past(pattern: RegExp, code: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(code) ? pattern.lastIndex : -1;
}

interface Segment {
  readonly start: number;
  readonly end: number;
  /** Its first word, empty when it begins with a sign. */
  readonly word: string;
  /** Whether it ends with the `}` of its block. */
  readonly isBlock: boolean;
  /** Whether a line ends in it outside of brackets, so that it may be more than one statement. */
  readonly hasBreak: boolean;
}

/** Reads statement by statement; keeps the last one that is not empty. */
class Scan {
  private readonly open: string[] = [];
  private readonly parentheses: number[] = [];
  private closed = 0;
  private at = 0;
  private last: Segment | null = null;
  private start = 0;
  private word = '';
  private flatFrom = 0;
  private hasBreak = false;

  constructor(private readonly code: string) {
    this.begin(0);
  }

  /** The last statement, or `null` when this cannot tell. */
  run(): Segment | null {
    for (;;) {
      NEXT.lastIndex = this.at;
      const found = NEXT.exec(this.code);
      if (found === null) break;
      this.at = this.step(found[0], found.index);
      if (this.at < 0) return null;
    }
    if (this.open.length > 0) return null;
    this.end(this.code.length, this.code.length, false);
    return this.last;
  }

  private step(sign: string, at: number): number {
    switch (sign) {
      case '"':
        return past(DOUBLE, this.code, at);
      case "'":
        return past(SINGLE, this.code, at);
      case '`':
        return this.template(at + 1);
      case '/':
        return this.slash(at);
      case ';':
        if (this.open.length === 0) this.end(at, at + 1, false);
        return at + 1;
      case '(':
        this.parentheses.push(at);
        return this.enter(sign, at);
      case '[':
        return this.enter(sign, at);
      case '{':
        return this.enter(this.isBlock(at) ? 'block' : sign, at);
      case ')':
        this.closed = this.parentheses.pop() ?? 0;
        return this.leave('(', at);
      case ']':
        return this.leave('[', at);
      case '}':
        return this.unbrace(at);
      default:
        return -1;
    }
  }

  private enter(sign: string, at: number): number {
    if (this.open.length === 0) this.hasBreak ||= BREAK.test(this.code.slice(this.flatFrom, at));
    this.open.push(sign);
    return at + 1;
  }

  private leave(sign: string, at: number): number {
    if (this.open.pop() !== sign) return -1;
    this.flatFrom = at + 1;
    return at + 1;
  }

  private template(at: number): number {
    const end = past(TEMPLATE_PART, this.code, at);
    return end > 0 && this.code.charAt(end - 1) === '{' ? this.enter('`', end - 1) : end;
  }

  private slash(at: number): number {
    const next = this.code.charAt(at + 1);
    if (next === '/') return past(LINE_COMMENT, this.code, at);
    if (next === '*') return past(BLOCK_COMMENT, this.code, at);
    const before = this.code.slice(Math.max(0, at - BACK), at);
    if (BEFORE_REGULAR.test(before)) return past(REGULAR, this.code, at);
    const divides = before.trimEnd().endsWith(')')
      ? !CONDITION.test(this.code.slice(Math.max(0, this.closed - BACK), this.closed))
      : BEFORE_DIVISION.test(before) && !WORD_BEFORE_REGULAR.test(before);
    return divides ? at + 1 : -1;
  }

  /** Whether the `{` begins the block that ends the statement. */
  private isBlock(at: number): boolean {
    const { code, word, start } = this;
    if (this.open.length > 0 || !WITH_BLOCK.has(word)) return false;
    const before = code.slice(start, at);
    if (word === 'class') return CLASS_HEAD.test(before);
    return BEFORE_BLOCK.test(before) && (word === 'function' || !/\b(?:function|class)\b/.test(before));
  }

  private unbrace(at: number): number {
    const opened = this.open.at(-1);
    if (opened === '`') {
      this.leave(opened, at);
      return this.template(at + 1);
    }
    if (opened !== 'block') return this.leave('{', at);
    this.leave(opened, at);
    this.end(at + 1, at + 1, true);
    return at + 1;
  }

  private begin(from: number): void {
    const { start, word } = startOf(this.code, from);
    this.start = this.flatFrom = start;
    this.word = word;
    this.hasBreak = false;
  }

  private end(end: number, next: number, isBlock: boolean): void {
    const { start, word, code, flatFrom } = this;
    if (start < end) {
      const hasBreak = this.hasBreak || BREAK.test(code.slice(flatFrom, end).trimEnd());
      this.last = { start, end, word, isBlock, hasBreak };
    }
    this.begin(next);
  }
}

/** `code` with its last expression returned, for V8 to judge; `null` when it takes the parser to say. */
export function prepareQuickly(code: string): string | null {
  if (NEEDS_PARSER.test(code)) return null;
  const last = new Scan(code).run();
  if (last === null || UNCLEAR.has(last.word) || last.word === 'function') return null;
  const { start, end, word, isBlock, hasBreak } = last;
  if (isBlock) return code;
  if (OTHER.has(word)) return hasBreak || (word === 'let' && past(LET, code, start) < 0) ? null : code;
  if (WITH_BLOCK.has(word) || code.charAt(start) === '{') return null;
  return `${code.slice(0, start)}return (${code.slice(start, end)}\n)${code.slice(end)}`;
}
