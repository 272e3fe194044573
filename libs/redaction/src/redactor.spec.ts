import { LEAK_FORMS } from './corpus/leak-forms.js';
import { SAMPLE_SECRETS } from './corpus/sample-secrets.js';
import { createRedactor } from './redactor.js';
import type { Redactor } from './redactor.types.js';

const redactor = createRedactor(SAMPLE_SECRETS);

function inChunks(target: Redactor, text: string, size: number): string {
  const stream = target.openStream();
  let shown = '';
  for (let at = 0; at < text.length; at += size) shown += stream.push(text.slice(at, at + size));
  return shown + stream.end();
}

/** The longest text that stands in both, at least 6 characters; what a mask leaves over of a form is shorter. */
function overlap(form: string, shown: string): string {
  for (let at = 0; at + 6 <= form.length; at++) {
    if (shown.includes(form.slice(at, at + 6))) return form.slice(at, at + 6);
  }
  return '';
}

const cases = SAMPLE_SECRETS.flatMap(({ name, value }) => LEAK_FORMS.map((form) => ({ name, value, form })));

describe('P34: a value in any form', () => {
  it.each(cases)('$name as $form.name is masked, by name', ({ name, value, form }) => {
    const text = `before ${form.write(value)} after`;
    const shown = redactor.redact(text);
    expect(shown).toContain(`«${name}»`);
    expect(shown.startsWith('before ')).toBe(true);
    expect(shown.endsWith(' after')).toBe(true);
    expect(shown).not.toContain(value);
  });

  it.each(SAMPLE_SECRETS)('$name over two writes, and over one write per character', ({ name, value }) => {
    const stream = redactor.openStream();
    const half = Math.floor(value.length / 2);
    const shown = stream.push(value.slice(0, half)) + stream.push(value.slice(half)) + stream.end();
    expect(shown).toBe(`«${name}»`);
    expect(inChunks(redactor, `a ${value} z`, 1)).toBe(`a «${name}» z`);
  });

  it('leaves nothing over but the edges that belong to the neighbours', () => {
    for (const { name, value, form } of cases) {
      const written = form.write(value);
      const shown = redactor.redact(written).replaceAll(`«${name}»`, '\n');
      if (/base64|Basic|json|form|list|Buffer|bytes as/.test(form.name)) continue;
      expect(overlap(written, shown)).toBe('');
    }
  });

  it('masks each line of a value of many lines, and the frame of none', () => {
    const lines = [
      '-----BEGIN PRIVATE KEY-----',
      'MIIEvQIBADANBgkqhkiG9w0BAQEF',
      'AASCBKcwggSjAgEAAoIBAQC7VJTU',
      '-----END PRIVATE KEY-----',
    ];
    const pem = createRedactor([{ name: 'PEM', value: `${lines.join('\n')}\n` }]);
    expect(pem.redact(`x${lines.join('\n')}x`)).toBe('x«PEM»x');
    expect(pem.redact(lines.join('\r\n'))).toBe('«PEM»');
    expect(pem.redact(JSON.stringify(lines.join('\n')))).toBe('"«PEM»"');
    expect(pem.redact(`> ${lines[1]}`)).toBe('> «PEM»');
    expect(pem.redact(lines[0] ?? '')).toBe(lines[0]);
    expect(pem.redact(Buffer.from(lines[2] ?? '').toString('base64'))).toContain('«PEM»');
  });

  it('masks the password of a pair and of a connection string by itself', () => {
    const url = createRedactor([{ name: 'DB', value: 'postgres://app:s3cr%40tPass99@db.example.com:5432/app' }]);
    expect(url.redact('login failed for s3cr@tPass99, s3cr%40tPass99')).toBe('login failed for «DB», «DB»');
    expect(redactor.redact('V3ry.L0ng-Passw0rt')).toBe('«BASIC_PAIR»');
  });

  it('names both of two values that overlap, and the longer of two that begin alike', () => {
    const two = createRedactor([
      { name: 'A', value: 'abcdefgh1234' },
      { name: 'B', value: '1234ijklmnop' },
      { name: 'C', value: 'abcdefgh1234ijkl' },
    ]);
    expect(two.redact('abcdefgh1234ijklmnop')).toBe('«C»«B»');
    expect(two.redact('abcdefgh1234!')).toBe('«A»!');
    expect(two.redact('abcdefgh1234abcdefgh1234')).toBe('«A»«A»');
  });

  it('masks a value that repeats itself too much rather than too little', () => {
    const repeating = createRedactor([{ name: 'K', value: `${'a'.repeat(4000)}b` }]);
    expect(repeating.redact(`x${'a'.repeat(5000)}b!`)).toBe('x«K»!');
    expect(repeating.redact(`x${'a'.repeat(60)}b!`)).toBe(`x${'a'.repeat(60)}b!`);
  });

  it('looks for the forms of everyday tools in very long values', () => {
    const value = Array.from({ length: 9000 }, (_, at) => (at * 7919).toString(36))
      .join('')
      .slice(0, 60_000);
    const long = createRedactor([{ name: 'K', value }]);
    expect(long.redact(`x ${value} y`)).toBe('x «K» y');
    expect(inChunks(long, Buffer.from(value).toString('hex'), 4096)).toBe('«K»');
    expect(long.redact(Buffer.from(value).toString('base64'))).toBe('«K»');
  });

  it('counts masks by name', () => {
    const counting = createRedactor(SAMPLE_SECRETS);
    counting.redact('sk-proj-4tQz9LmVb7RcXy2KdHs8PwNf and sk-proj-4tQz9LmVb7RcXy2KdHs8PwNf, q7#Xw2!z');
    expect(counting.counts()).toEqual(
      new Map([
        ['OPENAI_API_KEY', 2],
        ['SHORTEST', 1],
      ]),
    );
  });

  it('takes another mask, and treats it as text', () => {
    const starred = createRedactor([{ name: 'K', value: 'k-1234567890' }], { mask: () => '$& $1 ***' });
    expect(starred.redact('k-1234567890')).toBe('$& $1 ***');
  });
});

describe('P35: a value across chunks', () => {
  const filler = 'The weather «is» fine; 100 % of 3 + 4 = 7 😀 ünï\r\n{"a":[1,2,"sk-proj"]} ';
  const text = SAMPLE_SECRETS.map(({ value }) => `${filler}${value}`).join('') + filler;
  const expected = SAMPLE_SECRETS.map(({ name }) => `${filler}«${name}»`).join('') + filler;

  it.each(Array.from({ length: 64 }, (_, at) => at + 1))(
    'is masked at chunk size %d, and the rest is as it was',
    (size) => {
      expect(inChunks(redactor, text, size)).toBe(expected);
    },
  );

  it.each(SAMPLE_SECRETS)('is masked when $name straddles any one boundary', ({ name, value }) => {
    const around = `pre ${value} post`;
    for (let cut = 0; cut <= around.length; cut++) {
      const stream = redactor.openStream();
      const shown = stream.push(around.slice(0, cut)) + stream.push(around.slice(cut)) + stream.end();
      expect(shown).toBe(`pre «${name}» post`);
    }
  });

  it('gives the same for every form at every chunk size', () => {
    for (const { value, form } of cases.filter((_, at) => at % 7 === 0)) {
      const written = `in: ${form.write(value)} :out`;
      const whole = redactor.redact(written);
      for (const size of [1, 2, 3, 5, 8, 13, 21, 34, 64]) expect(inChunks(redactor, written, size)).toBe(whole);
    }
  });

  it('holds back only what may be the beginning of a value', () => {
    const one = createRedactor([{ name: 'K', value: 'zq81-7f3k-99aa' }]);
    const stream = one.openStream();
    expect(stream.push('hello world.')).toBe('hello world.');
    expect(stream.push(' zq81-')).toBe(' ');
    expect(stream.push('!')).toBe('');
    expect(stream.push('x') + stream.end()).toBe('zq81-!x');
    expect(stream.push(' zq81-')).toBe(' ');
    expect(stream.push('!'.repeat(20))).toBe(`zq81-${'!'.repeat(20)}`);
    expect(stream.push('zq81-7f3k-99a')).toBe('');
    expect(stream.end()).toBe('zq81-7f3k-99a');
    expect(stream.push('zq81-7f3k-99aa')).toBe('');
    expect(stream.push('! Done; next')).toMatch(/^«K»! Done/);
    stream.end();
    expect(stream.push('zq81-7f3k-99aa')).toBe('');
    expect(stream.end()).toBe('«K»');
    expect(stream.end()).toBe('');
  });

  it('never splits a surrogate pair that was whole', () => {
    const one = createRedactor([{ name: 'K', value: '🔑🔑🔑🔑🔑🔑🔑🔑!' }]);
    const stream = one.openStream();
    const parts = [stream.push('a😀🔑'), stream.push('🔑😀'), stream.end()];
    expect(parts.every((part) => part.isWellFormed())).toBe(true);
    expect(parts.join('')).toBe('a😀🔑🔑😀');
  });

  it('keeps a small table without changing what is shown', () => {
    const small = createRedactor(SAMPLE_SECRETS, { maxTableCells: 1 });
    const written = LEAK_FORMS.map(({ write }) => SAMPLE_SECRETS.map(({ value }) => write(value)).join(' | ')).join(
      '\n',
    );
    expect(inChunks(small, written, 37)).toBe(redactor.redact(written));
  });
});

describe('JSON data', () => {
  it('is redacted in strings, keys and numbers, and copied', () => {
    const token = 'sk-proj-4tQz9LmVb7RcXy2KdHs8PwNf';
    const value = { a: [token, 1, null, true], [token]: { b: `x${token}` }, pin: 8301947562 };
    expect(redactor.redactJson(value)).toEqual({
      a: ['«OPENAI_API_KEY»', 1, null, true],
      '«OPENAI_API_KEY»': { b: 'x«OPENAI_API_KEY»' },
      pin: '«PIN»',
    });
    expect(value.a[0]).toBe(token);
  });

  it('keeps keys apart that become the same, and a key called __proto__', () => {
    const [one, other] = ['sk-proj-4tQz9LmVb7RcXy2KdHs8PwNf', 'SK-PROJ-4TQZ9LMVB7RCXY2KDHS8PWNF'];
    expect(redactor.redactJson({ [one]: 1, [other]: 2 })).toEqual({ '«OPENAI_API_KEY»': 1, '«OPENAI_API_KEY» (2)': 2 });
    const parsed: unknown = JSON.parse('{"__proto__":{"x":1}}');
    expect(JSON.stringify(redactor.redactJson(parsed))).toBe('{"__proto__":{"x":1}}');
  });

  it('ends at a depth that no stack survives', () => {
    const deep: unknown = JSON.parse('['.repeat(5000) + ']'.repeat(5000));
    expect(JSON.stringify(redactor.redactJson(deep))).toBe(`${'['.repeat(200)}"[too deep]"${']'.repeat(200)}`);
  });
});
