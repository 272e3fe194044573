import type { SeededNumbers } from './random-secrets.js';

/** A value, and one of the same shape that shares nothing with it but the shape. */
export interface ShapedSecret {
  readonly value: string;
  readonly other: string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ALPHANUMERIC = `${LETTERS}${LETTERS.toUpperCase()}0123456789`;
const BASE64 = `${ALPHANUMERIC}+/`;
const SIGNS = `${ALPHANUMERIC}!#$%&'"()*+,-./:;<=>?@[]^_\`{|}~\\`;
const TWO_BYTES = 'äöüßéèñçøåłžşğαβγδабвгдеж';
const THREE_BYTES = '中文字元密码钥匙火水木金土';
const FOUR_BYTES = '😀🔑🚀🐟🐢🍀';

function text(numbers: SeededNumbers, alphabet: string, length: number): string {
  const characters = [...alphabet];
  return Array.from({ length }, () => characters[numbers.below(characters.length)] ?? '').join('');
}

function lines(numbers: SeededNumbers): string {
  return Array.from({ length: 4 }, () => text(numbers, BASE64, 64)).join('\n');
}

type Write = (numbers: SeededNumbers) => string;

/** Values as people have them; the parts that no two share are random. */
export const SECRET_SHAPES: Readonly<Record<string, Write>> = {
  'eight characters': (numbers) => `${text(numbers, ALPHANUMERIC, 7)}x`,
  'eight signs': (numbers) => `${text(numbers, SIGNS, 7)}x`,
  'OpenAI key': (numbers) => `sk-proj-${text(numbers, ALPHANUMERIC, 40)}`,
  'GitHub token': (numbers) => `ghp_${text(numbers, ALPHANUMERIC, 36)}`,
  'AWS secret': (numbers) => text(numbers, BASE64, 40),
  'Twitter bearer': (numbers) =>
    `${'A'.repeat(21)}${text(numbers, ALPHANUMERIC, 30)}%3D${text(numbers, ALPHANUMERIC, 40)}`,
  'hex digest': (numbers) => text(numbers, '0123456789abcdef', 64),
  digits: (numbers) => text(numbers, '0123456789', 12),
  'pass phrase': (numbers) => Array.from({ length: 5 }, () => text(numbers, LETTERS, 6)).join(' '),
  'signs and blanks': (numbers) => `a${text(numbers, `${SIGNS}  `, 30)}z`,
  'other scripts': (numbers) =>
    `k${text(numbers, TWO_BYTES, 6)}${text(numbers, THREE_BYTES, 4)}-${text(numbers, FOUR_BYTES, 3)}z`,
  'private key': (numbers) => `-----BEGIN PRIVATE KEY-----\n${lines(numbers)}\n-----END PRIVATE KEY-----\n`,
  JSON: (numbers) => JSON.stringify({ id: text(numbers, ALPHANUMERIC, 20), key: `${lines(numbers)}\n`, n: 1 }),
  'user and password': (numbers) => `user${text(numbers, LETTERS, 4)}:${text(numbers, ALPHANUMERIC, 20)}`,
  'connection string': (numbers) => `postgres://app:${text(numbers, ALPHANUMERIC, 20)}@db.example.com:5432/app`,
};

/** A value of a shape and its twin, the same for the same numbers. */
export function shapedSecret(shape: string, numbers: SeededNumbers): ShapedSecret {
  const write = SECRET_SHAPES[shape];
  if (!write) throw new Error(`There is no shape "${shape}".`);
  return { value: write(numbers), other: write(numbers) };
}
