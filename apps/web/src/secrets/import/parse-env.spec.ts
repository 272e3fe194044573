import { parseEnv } from './parse-env.js';

const read = (text: string) => parseEnv(text).lines.map(({ name, value }) => [name, value]);

it.each<[string, (readonly [string, string])[]]>([
  ['A_KEY=one', [['A_KEY', 'one']]],
  [
    '# comment\n\n  A_KEY = one two  \r\nB=2',
    [
      ['A_KEY', 'one two'],
      ['B', '2'],
    ],
  ],
  ['export A_KEY=one', [['A_KEY', 'one']]],
  ['A_KEY=one # why', [['A_KEY', 'one']]],
  ['A_KEY=one#two', [['A_KEY', 'one#two']]],
  ['A_KEY= # nothing', [['A_KEY', '']]],
  ['A_KEY="one # two" # why', [['A_KEY', 'one # two']]],
  ["A_KEY='a \\n b'", [['A_KEY', 'a \\n b']]],
  ['A_KEY="a\\nb \\"c\\""', [['A_KEY', 'a\nb "c"']]],
  [
    'A_KEY="-----BEGIN\nline\n-----END"\nB=2',
    [
      ['A_KEY', '-----BEGIN\nline\n-----END'],
      ['B', '2'],
    ],
  ],
  ['A_KEY=`it\'s "so"`', [['A_KEY', 'it\'s "so"']]],
  ['A_KEY=a=b==', [['A_KEY', 'a=b==']]],
  ['my-key=x', [['my-key', 'x']]],
  [
    '\uFEFFA_KEY=x\nA_KEY=y',
    [
      ['A_KEY', 'x'],
      ['A_KEY', 'y'],
    ],
  ],
  ['', []],
])('reads %j', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

it('names lines that it cannot read', () => {
  expect(parseEnv('A=1\nthis is no assignment\n# fine\nB=2')).toMatchObject({ unread: [2] });
});
