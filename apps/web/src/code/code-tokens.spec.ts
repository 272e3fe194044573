import { highlight } from './highlighter.js';
import { tokensOf } from './code-tokens.js';

const leaf = (value: string) => ({ type: 'text', value });
const span = (className: string, ...children: { type: string; value: string }[]) => ({
  type: 'element',
  properties: { className: className.split(' ') },
  children,
});

describe('tokensOf', () => {
  it('keeps a mask whole that the highlighter has cut, and loses no character', () => {
    const tree = {
      type: 'root',
      children: [leaf('a = «'), span('hljs-variable constant_', leaf('X_TOKEN')), leaf('»;')],
    };
    expect(tokensOf(tree)).toEqual([
      { kind: null, text: 'a = ' },
      { kind: 'mask', text: '«X_TOKEN»' },
      { kind: null, text: ';' },
    ]);
  });

  it('names a class by its second scope', () => {
    expect(tokensOf({ type: 'root', children: [span('hljs-title class_', leaf('Foo'))] })).toEqual([
      { kind: 'type', text: 'Foo' },
    ]);
  });
});

describe('highlight', () => {
  it.each([
    ['js', 'const key = process.env.KEY; // «KEY»\nawait fetch(`https://x/${key}`);'],
    ['python', 'import os\nprint(os.environ["X"], 1)'],
    ['sql', "select 'a' from b where c = 2"],
  ])('gives %s back unchanged, with keywords', (language, code) => {
    const tokens = highlight(code, language) ?? [];
    expect(tokens.map(({ text }) => text).join('')).toBe(code);
    expect(tokens.some(({ kind }) => kind === 'keyword')).toBe(true);
  });

  it('leaves a language alone that it does not know', () => {
    expect(highlight('a b', 'klingon')).toBeNull();
  });
});
