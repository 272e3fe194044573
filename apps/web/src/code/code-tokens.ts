import { splitAtMasks } from '../ui/mask-segments.js';

/** What a stretch of code is, as far as the colours go; `mask` stands for a secret's value. */
export type CodeKind = 'keyword' | 'string' | 'number' | 'title' | 'type' | 'name' | 'comment' | 'mask';

/** A stretch of code; `null` for what has no colour of its own. */
export interface CodeToken {
  readonly kind: CodeKind | null;
  readonly text: string;
}

/** What the highlighter gives: a tree of elements whose first class names the scope. */
export interface CodeTree {
  readonly type: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly children?: readonly CodeTree[];
}

const kinds: Readonly<Record<string, CodeKind>> = {
  keyword: 'keyword',
  'selector-tag': 'keyword',
  deletion: 'keyword',
  string: 'string',
  regexp: 'string',
  addition: 'string',
  symbol: 'string',
  link: 'string',
  number: 'number',
  literal: 'number',
  title: 'title',
  section: 'title',
  'selector-id': 'title',
  'selector-class': 'title',
  type: 'type',
  class_: 'type',
  built_in: 'type',
  attr: 'name',
  attribute: 'name',
  property: 'name',
  variable: 'name',
  name: 'name',
  comment: 'comment',
  quote: 'comment',
  meta: 'comment',
  doctag: 'comment',
};

/** The tree as a flat list; joining the texts gives the code back. Masks are tokens of their own, whatever they stand in. */
export function tokensOf(tree: CodeTree): readonly CodeToken[] {
  const tokens: CodeToken[] = [];
  collect(tree, null, tokens);
  return withMasks(tokens);
}

function collect(node: CodeTree, inherited: CodeKind | null, tokens: CodeToken[]): void {
  if (node.value !== undefined) tokens.push({ kind: inherited, text: node.value });
  const kind = kindOf(node.properties?.['className']) ?? inherited;
  for (const child of node.children ?? []) collect(child, kind, tokens);
}

function kindOf(className: unknown): CodeKind | null {
  if (!Array.isArray(className)) return null;
  const scopes = className.map((name) => String(name).replace(/^hljs-/, ''));
  return scopes.map((scope) => kinds[scope]).findLast((kind) => kind !== undefined) ?? null;
}

function withMasks(tokens: readonly CodeToken[]): readonly CodeToken[] {
  const code = tokens.map(({ text }) => text).join('');
  if (!code.includes('«')) return tokens;
  const cut: CodeToken[] = [];
  const rest = [...tokens];
  for (const segment of splitAtMasks(code)) {
    let left = segment.text.length;
    if (segment.kind === 'mask') cut.push({ kind: 'mask', text: segment.text });
    while (left > 0) {
      const token = rest.shift();
      if (token === undefined) break;
      const taken = token.text.slice(0, left);
      if (taken.length < token.text.length) rest.unshift({ ...token, text: token.text.slice(left) });
      if (segment.kind === 'text') cut.push({ ...token, text: taken });
      left -= taken.length;
    }
  }
  return cut;
}
