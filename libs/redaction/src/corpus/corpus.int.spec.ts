import fc from 'fast-check';
import { createRedactor } from '../redactor.js';
import type { Redactor } from '../redactor.types.js';
import { benignTexts } from './benign-texts.js';
import { LEAK_FORMS, type LeakForm } from './leak-forms.js';
import { PIECE_FORMS } from './piece-forms.js';
import { SeededNumbers } from './random-secrets.js';
import { SECRET_SHAPES, shapedSecret } from './secret-shapes.js';

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
const FORMS: readonly LeakForm[] = [...LEAK_FORMS, ...PIECE_FORMS];

function grams(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - GRAM + 1) }, (_, at) => text.slice(at, at + GRAM)));
}

/** Characters at both ends of an encoding that depend on what stands beside it, padding and separators included. */
const EDGE = 8;

/** Pieces of the written value that are shown, other than those that any value of its shape would leave there. */
function leaks({ name }: LeakForm, shown: string, [written, other]: readonly [string, string]): string[] {
  const edge = /base64|base32/.test(name) ? EDGE : 0;
  const elsewhere = grams(other);
  return [...grams(written.slice(edge, written.length - edge))].filter(
    (gram) => !elsewhere.has(gram) && shown.includes(gram),
  );
}

describe('secret × form × split × sink', () => {
  const cases = Object.keys(sinks).flatMap((sink) => Object.keys(SECRET_SHAPES).map((shape) => ({ sink, shape })));

  it.each(cases)('$shape: nothing leaks into the $sink sink', ({ sink, shape }) => {
    const numbers = new SeededNumbers(`leak ${sink} ${shape}`);
    const { value, other } = shapedSecret(shape, numbers);
    const redactor = createRedactor([{ name: 'K', value }]);
    const found = FORMS.filter((form) => {
      const written = form.write(value);
      const shown = sinks[sink]?.(redactor, `⟦${written}⟧`, numbers) ?? '';
      return !shown.includes('«K»') || leaks(form, shown, [written, form.write(other)]).length > 0;
    });
    expect(found.map(({ name }) => name)).toEqual([]);
  });

  it('is the same however it is cut, within a character, too', () => {
    const shapes = fc.constantFrom(...Object.keys(SECRET_SHAPES));
    const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(shapes, fc.constantFrom(...FORMS), cuts, fc.nat(9), (shape, { write }, sizes, seed) => {
        const { value } = shapedSecret(shape, new SeededNumbers(`cut ${seed}`));
        const redactor = createRedactor([{ name: 'K', value }]);
        const text = `😀 ${write(value)} 😀 ${value}`;
        const stream = redactor.openStream();
        let shown = '';
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          shown += stream.push(text.slice(at, at + size));
          at += size;
        }
        expect(shown + stream.end()).toBe(redactor.redact(text));
      }),
      { seed: 20_261_123, numRuns: 60 },
    );
  });
});

describe('text without any value', () => {
  it('has at most one false mask per MB against 200 secrets, and is otherwise as it was', () => {
    const numbers = new SeededNumbers('benign');
    const shapes = Object.keys(SECRET_SHAPES);
    const secrets = Array.from({ length: 200 }, (_, at) => ({
      name: `S${at}`,
      value: shapedSecret(shapes[at % shapes.length] ?? '', numbers).value,
    }));
    const redactor = createRedactor(secrets);
    let bytes = 0;
    for (const [name, text] of Object.entries(benignTexts())) {
      const before = masksOf(redactor);
      const stream = redactor.openByteStream();
      const shown: Uint8Array[] = [];
      for (let at = 0; at < text.length; at += 65_536) shown.push(stream.push(text.subarray(at, at + 65_536)));
      shown.push(stream.end());
      const masks = masksOf(redactor) - before;
      bytes += text.length;
      expect(`${name}: ${masks <= text.length / 1e6}`).toBe(`${name}: true`);
      expect(masks > 0 || Buffer.concat(shown).equals(text)).toBe(true);
    }
    expect(bytes).toBeGreaterThan(20e6);
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

function masksOf(redactor: Redactor): number {
  return [...redactor.counts().values()].reduce((sum, count) => sum + count, 0);
}
