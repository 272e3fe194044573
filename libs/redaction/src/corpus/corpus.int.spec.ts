import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createRedactor } from '../redactor.js';
import type { Redactor } from '../redactor.types.js';
import { LEAK_FORMS } from './leak-forms.js';
import { SeededNumbers } from './random-secrets.js';

type Sink = (redactor: Redactor, text: string, numbers: SeededNumbers) => string;

function cut(length: number, numbers: SeededNumbers): number[] {
  const most = 1 + numbers.below(40);
  const ends: number[] = [];
  for (let at = 0; at < length;) ends.push((at = Math.min(length, at + 1 + numbers.below(most))));
  return ends;
}

const sinks: Readonly<Record<string, Sink>> = {
  text: (redactor, text) => redactor.redact(text),
  'text stream': (redactor, text, numbers) => {
    const stream = redactor.openStream();
    let from = 0;
    const shown = cut(text.length, numbers).map((end) => stream.push(text.slice(from, (from = end))));
    return shown.join('') + stream.end();
  },
  'byte stream': (redactor, text, numbers) => {
    const stream = redactor.openByteStream();
    const bytes = Buffer.from(text);
    let from = 0;
    const shown = cut(bytes.length, numbers).map((end) => stream.push(bytes.subarray(from, (from = end))));
    return Buffer.concat([...shown, stream.end()]).toString('utf8');
  },
  JSON: (redactor, text) => {
    const { inner } = redactor.redactJson({ inner: [{ [text]: text }] });
    const [key = '', shown] = Object.entries(inner[0] ?? {})[0] ?? [];
    return key === shown ? key : `differs: ${key}`;
  },
};

const GRAM = 5;

function grams(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - GRAM + 1) }, (_, at) => text.slice(at, at + GRAM)));
}

/** Pieces of the written value that are shown, other than those that any value would leave there. */
function leaks(shown: string, written: string, writtenOther: string): string[] {
  const elsewhere = grams(writtenOther);
  return [...grams(written)].filter((gram) => !elsewhere.has(gram) && shown.includes(gram));
}

const ROUNDS = 24;

describe('secret × form × split × sink', () => {
  it.each(Object.keys(sinks))('leaks nothing into the %s sink', (sinkName) => {
    const sink = sinks[sinkName];
    const found: string[] = [];
    let checked = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const numbers = new SeededNumbers(`leak ${sinkName} ${round}`);
      const value = numbers.secret();
      const redactor = createRedactor([{ name: 'K', value }]);
      for (const { name, write } of LEAK_FORMS) {
        const written = write(value);
        const shown = sink?.(redactor, `⟦${written}⟧`, numbers) ?? '';
        checked++;
        const left = leaks(shown, written, write(numbers.unlike(value)));
        if (!shown.includes('«K»') || left.length > 0) found.push(`${name}, round ${round}`);
      }
    }
    expect(found).toEqual([]);
    expect(checked).toBe(ROUNDS * LEAK_FORMS.length);
  });
});

function benignTexts(numbers: SeededNumbers): Buffer[] {
  const require = createRequire(import.meta.url);
  const code = readFileSync(require.resolve('typescript'));
  const noise = Buffer.concat(
    Array.from({ length: 750 }, () => Buffer.from(Array.from({ length: 1000 }, () => numbers.below(256)))),
  );
  const rows = Array.from({ length: 8000 }, (_, id) => ({
    id,
    at: new Date(id * 1e7),
    token: noise.subarray(id * 30, id * 30 + 24).toString('base64url'),
  }));
  return [
    code,
    Buffer.from(noise.toString('base64')),
    Buffer.from(noise.toString('hex')),
    Buffer.from(JSON.stringify(rows)),
    Buffer.from(JSON.stringify([...noise])),
  ];
}

describe('text without any value', () => {
  it('has at most one false mask per MB, and is otherwise as it was', () => {
    const numbers = new SeededNumbers('benign');
    const secrets = Array.from({ length: 12 }, (_, at) => ({ name: `S${at}`, value: numbers.secret() }));
    const redactor = createRedactor(secrets);
    let megabytes = 0;
    for (const text of benignTexts(numbers)) {
      const stream = redactor.openByteStream();
      const parts: Uint8Array[] = [];
      for (let at = 0; at < text.length; at += 65_536) parts.push(stream.push(text.subarray(at, at + 65_536)));
      parts.push(stream.end());
      const masks = [...redactor.counts().values()].reduce((sum, count) => sum + count, 0);
      megabytes += text.length / 1e6;
      expect(masks).toBeLessThanOrEqual(megabytes);
      expect(masks > 0 || Buffer.concat(parts).equals(text)).toBe(true);
    }
    expect(megabytes).toBeGreaterThan(10);
  });

  it('keeps what is nearly a value', () => {
    const numbers = new SeededNumbers('near');
    for (let round = 0; round < 40; round++) {
      const value = numbers.secret();
      const redactor = createRedactor([{ name: 'K', value }]);
      const characters = [...value];
      const letter = [...'qwzjxk'].find((one) => !value.toLowerCase().includes(one));
      const near = [
        characters.slice(0, Math.floor(characters.length / 2)).join(''),
        characters.slice(1).join(''),
        characters.slice(0, -1).join(''),
        ...(letter === undefined ? [] : [characters.with(1 + numbers.below(characters.length - 2), letter).join('')]),
      ];
      for (const text of near) expect(redactor.redact(text)).toBe(text);
    }
  });
});
