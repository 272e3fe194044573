/**
 * Turns agent code into one function body: TypeScript types stripped, module syntax turned into `require`, the last
 * expression returned. The code is only read as text here; it runs in the isolate. A program that makes these parsers
 * slow is ended by the parent's wall clock.
 */
import { parse, type Program } from 'acorn';
import { transform, type Transform } from 'sucrase';

/** Code ready to run in the isolate. */
export interface PreparedCode {
  readonly ok: true;
  readonly source: string;
  /** Modules are strict; a script is strict when it says so itself. */
  readonly strict: boolean;
  /** Set when no parser has read it: should V8 refuse it, the parser has the word. */
  readonly isForV8ToJudge?: true;
}

/** Code that cannot be read, with its own words about why. */
export interface UnreadableCode {
  readonly ok: false;
  readonly message: string;
}

/** The name under which dynamic `import()` reaches the loader: no ordinary program uses it. */
export const IMPORT_NAME = 'ᐧimport';
/** The name behind `import.meta`. */
export const META_NAME = 'ᐧmeta';
/** What `await` goes through in programs that name AsyncLocalStorage: it brings the context back. */
export const KEEP_NAME = 'ᐧkeep';

const PARSE = {
  ecmaVersion: 'latest',
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowHashBang: true,
} as const;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function parseAs(code: string, sourceType: 'script' | 'module'): Program | null {
  try {
    return parse(code, { ...PARSE, sourceType });
  } catch {
    return null;
  }
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message.replace(/^Error transforming [^:]*: /, '') : 'cannot be read';
  const place = /\((\d+):(\d+)\)\s*$/.exec(message);
  const text = message.replace(/\s*\(\d+:\d+\)\s*$/, '');
  return place === null
    ? `SyntaxError: ${text}`
    : `SyntaxError: ${text}\n    at main.js:${String(place[1])}:${String(Number(place[2]) + 1)}`;
}

function hasModuleSyntax(program: Program): boolean {
  return program.body.some((node) => /^(Import|Export)\w*Declaration$/.test(node.type));
}

/** Finds `import(...)` and `import.meta` anywhere. */
function importEdits(node: unknown, edits: Edit[]): void {
  if (Array.isArray(node)) {
    for (const item of node) importEdits(item, edits);
    return;
  }
  if (typeof node !== 'object' || node === null || !('type' in node)) return;
  if (node.type === 'ImportExpression' && 'start' in node && typeof node.start === 'number') {
    edits.push({ start: node.start, end: node.start + 'import'.length, text: IMPORT_NAME });
  }
  if (node.type === 'MetaProperty' && 'meta' in node && 'start' in node && 'end' in node) {
    const meta = node.meta;
    const isImport = typeof meta === 'object' && meta !== null && 'name' in meta && meta.name === 'import';
    if (isImport && typeof node.start === 'number' && typeof node.end === 'number') {
      edits.push({ start: node.start, end: node.end, text: META_NAME });
    }
  }
  for (const value of Object.values(node)) importEdits(value, edits);
}

/** Turns each `await x` into `(await keep(x))()`. */
function awaitEdits(node: unknown, edits: Edit[]): void {
  if (Array.isArray(node)) {
    for (const item of node) awaitEdits(item, edits);
    return;
  }
  if (typeof node !== 'object' || node === null || !('type' in node)) return;
  if (node.type === 'AwaitExpression' && 'start' in node && 'end' in node) {
    const { start, end } = node;
    if (typeof start === 'number' && typeof end === 'number') {
      edits.push(
        { start, end: start + 'await'.length, text: `(await ${KEEP_NAME}(` },
        { start: end, end, text: '))()' },
      );
    }
  }
  for (const value of Object.values(node)) awaitEdits(value, edits);
}

function returnEdits(code: string, program: Program): Edit[] {
  const last = program.body.findLast((node) => node.type !== 'EmptyStatement' && !node.type.startsWith('Function'));
  if (last?.type !== 'ExpressionStatement' || last.directive === 'use strict') return [];
  const end = code.endsWith(';', last.end) ? last.end - 1 : last.end;
  return [
    { start: last.start, end: last.start, text: 'return (' },
    { start: end, end, text: '\n)' },
  ];
}

function apply(code: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => b.start - a.start || b.end - a.end);
  let text = code;
  for (const edit of sorted) text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  return text;
}

function toScript(code: string, transforms: Transform[]): string {
  return transform(code, { transforms, production: true, keepUnusedImports: !transforms.includes('typescript') }).code;
}

function finish(code: string, program: Program, strict: boolean): PreparedCode {
  const edits = returnEdits(code, program);
  if (code.includes('import')) importEdits(program, edits);
  if (code.includes('AsyncLocalStorage')) awaitEdits(program, edits);
  return { ok: true, source: apply(code, edits), strict };
}

/** Reads `code` as a script, a module or TypeScript, whichever fits first. */
export function prepareCode(code: string): PreparedCode | UnreadableCode {
  const text = code.replace(/^\uFEFF/, '').replace(/^#!/, '//');
  try {
    const script = parseAs(text, 'script');
    if (script !== null) return finish(text, script, false);
    const module = parseAs(text, 'module');
    if (module !== null && !hasModuleSyntax(module)) return finish(text, module, true);
    const plain = module === null ? toScript(text, ['typescript', 'imports']) : toScript(text, ['imports']);
    return finish(
      plain,
      parseAs(plain, 'module') ?? parse(plain, { ...PARSE, sourceType: 'script' }),
      module !== null || /^\s*(import|export)\b/m.test(text),
    );
  } catch (error) {
    return { ok: false, message: describe(error) };
  }
}
