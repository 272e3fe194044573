import { FORMULA_MARK, formulasAsCode } from './math-source.js';

const formula = (source: string): string => `\`${FORMULA_MARK}${source} \``;

describe('formulasAsCode', () => {
  it.each([
    ['the mass $m$ and $E = mc^2$.', `the mass ${formula('m')} and ${formula('E = mc^2')}.`],
    ['\\(a*b*c\\) too', `${formula('a*b*c')} too`],
    ['both $a_1$, $b_1$', `both ${formula('a_1')}, ${formula('b_1')}`],
    ['in a line $$x$$ here', `in a line ${formula('x')} here`],
  ])('finds the formulas of %j', (text, expected) => {
    expect(formulasAsCode(text)).toBe(expected);
  });

  it.each([
    'It costs $5 and $6.',
    'from $5 to 10$ or $5-$6, or US$7 and $8',
    'between $20 (or 30$)',
    'Set $HOME and $PATH, then $X_BEARER_TOKEN$ and $FOO/$BAR.',
    'my $X_TOKEN and $Y_TOKEN',
    'a `$x$` span and ``$y$`` too',
    '```sh\necho $a $b$\n```\n',
    '~~~\n$x$\n```\n$y$\n~~~',
    'escaped \\$x$ and \\\\(y',
    'unfinished $x + and \\(y',
    '$$unfinished',
    'no formula at all',
  ])('leaves %j alone', (text) => {
    expect(formulasAsCode(text)).toBe(text);
  });

  it('makes a block of what has its lines to itself', () => {
    expect(formulasAsCode('So:\n$$\na\n\n= b\n$$\nthen')).toBe('So:\n```math\na\n\n= b\n```\n\nthen');
    expect(formulasAsCode('\\[ x \\]')).toBe('```math\nx\n```\n');
  });

  it('stays quick on a long text that is full of dollars', () => {
    const text = '$5 and `x` \\( '.repeat(20_000);
    const start = performance.now();
    expect(formulasAsCode(text)).toBe(text);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
