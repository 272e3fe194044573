import { createHash } from 'node:crypto';
import { createRedactor } from './redactor.js';

/*
 * A user may save any value and print any text. Whatever they are, the work for one symbol stays within one bound; it is
 * counted, not timed.
 */

const MAX_EFFORT_PER_SYMBOL = 400;
const LENGTH = 8192;

function noise(seed: string, length: number): string {
  return createHash('shake256', { outputLength: length }).update(seed).digest('base64').slice(0, length);
}

function fibonacci(): string {
  let [one, other] = ['a', 'ab'];
  while (other.length < LENGTH) [one, other] = [other, other + one];
  return other.slice(0, LENGTH);
}

function manyLines(write: (line: number) => string): string {
  let lines = write(0);
  for (let line = 1; lines.length < LENGTH - 80; line++) lines += `\n${write(line)}`;
  return lines;
}

const numbered = (number: number): string => number.toString(36).padStart(4, '0');

const nasty: Readonly<Record<string, (index: number) => string>> = {
  'two characters over and over': (index) => 'ab'.repeat(LENGTH / 2 - 5) + numbered(index),
  'one character over and over': (index) => 'a'.repeat(LENGTH - 10) + numbered(index),
  'the digits of its own hex': (index) => '41'.repeat(LENGTH / 2 - 5) + numbered(index),
  'the digits of its own base64': (index) => 'YWFh'.repeat(LENGTH / 4 - 5) + numbered(index),
  'escapes of its own beginning': (index) => '%25'.repeat(LENGTH / 3 - 5) + numbered(index),
  backslashes: (index) => '\\\\u005c'.repeat(LENGTH / 8 - 5) + numbered(index),
  'a Fibonacci word': (index) => fibonacci().slice(index) + numbered(index),
  'a period of its own': (index) =>
    noise('period', 10 + index)
      .repeat(LENGTH)
      .slice(0, LENGTH),
  'lines that begin alike': (index) => manyLines((line) => `ababab${numbered(index * 800 + line)}`),
  'lines that are ends of one another': (index) => {
    const whole = noise('whole', 4096);
    return manyLines((line) => whole.slice(index * 120 + line, index * 120 + line + 8 + ((line * 7919) % 60)));
  },
};

const printed: Readonly<Record<string, (value: string) => string>> = {
  'as it is': (value) => value,
  'in base64': (value) => Buffer.from(value).toString('base64'),
  'in hex': (value) => Buffer.from(value).toString('hex'),
  spaced: (value) => [...value].join(' '),
  'half escaped': (value) =>
    value.replace(/./gs, (character, at: number) =>
      Math.imul(at + 1, 0x9e3779b1) & 0x10000 ? character : `%${Buffer.from(character).toString('hex')}`,
    ),
  'with dashes here and there': (value) =>
    value.replace(/./gs, (character, at: number) =>
      Math.imul(at + 1, 0x9e3779b1) & 0x10000 ? character : `${character}-`,
    ),
};

describe('20 values of 8 KB that repeat themselves or one another', () => {
  it.each(Object.keys(nasty))('%s: work for a symbol stays within its bound', (kind) => {
    const values = Array.from({ length: 20 }, (_, index) => nasty[kind]?.(index) ?? '');
    const redactor = createRedactor(values.map((value, index) => ({ name: `K${index}`, value })));
    for (const [way, print] of Object.entries(printed)) {
      const text = print(values[0] ?? '').slice(0, 4096);
      const before = redactor.effort();
      redactor.redact(text);
      expect(`${way}: ${(redactor.effort() - before) / text.length <= MAX_EFFORT_PER_SYMBOL}`).toBe(`${way}: true`);
    }
    expect(redactor.effort()).toBeGreaterThan(0);
  });

  it.each(Object.keys(nasty))('%s: nothing of one is shown', (kind) => {
    const value = `${(nasty[kind]?.(0) ?? '').slice(0, 2000)}S3cr3tT4il-9xQ`;
    const redactor = createRedactor([{ name: 'K', value }]);
    for (const way of ['as it is', 'in base64', 'in hex', 'half escaped'] as const) {
      const shown = redactor.redact(`[${printed[way]?.(value) ?? ''}]`);
      expect(`${way}: ${shown.replaceAll('«K»', '')}`).toMatch(/: \[[\w+/=]{0,3}\]$/);
    }
  });

  it('many secrets that begin alike cost no more than one', () => {
    const effortOf = (count: number): number => {
      const values = Array.from({ length: count }, (_, index) => `sk-proj-${noise(`secret ${index}`, 24)}`);
      const redactor = createRedactor(values.map((value, index) => ({ name: `K${index}`, value })));
      const text = `${'sk-proj-'.repeat(100)} nothing else`;
      expect(redactor.redact(text)).toBe(text);
      return redactor.effort();
    };
    expect(effortOf(200)).toBeLessThan(effortOf(2) * 4);
  });

  it('what is asked for beyond bounds is still masked as a whole', () => {
    const value = Array.from({ length: 9000 }, (_, line) => `line-${numbered(line)}`)
      .join('\n')
      .slice(0, 65_536);
    const redactor = createRedactor(Array.from({ length: 3 }, (_, at) => ({ name: `K${at}`, value: `${at}${value}` })));
    expect(redactor.redact(`[2${value}]`)).toBe('[«K2»]');
  });
});
