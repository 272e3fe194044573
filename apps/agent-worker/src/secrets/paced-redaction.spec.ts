import { setImmediate } from 'node:timers/promises';
import { createRedactor, type Redactor } from '@cloakroom/redaction';
import { PacedRedaction } from './paced-redaction.js';

const nasty = Array.from({ length: 20 }, (_, at) => ({
  name: `K${at}`,
  value: `${'ab'.repeat(4000)}${String.fromCharCode(65 + at)}${'ba'.repeat(95)}`,
}));
const plain = [{ name: 'KEY', value: 'q7#Xw2!z-ü-密码-😀' }];

/** Text that costs as much as any: the beginning of a value, half of it escaped in ever new ways. */
function costly(length: number): string {
  let text = '';
  for (let at = 0; text.length < length; at++) {
    const character = 'ab'.charAt(at % 2);
    text += Math.imul(at + 1, 0x9e3779b1) & 0x10000 ? character : `%${character.charCodeAt(0).toString(16)}`;
  }
  return text.slice(0, length);
}

/** Most effort between two pauses: what is allowed, and one piece of 256 symbols at 400 each. */
const MAX_EFFORT_AT_ONCE = 4_000 + 256 * 400;

describe('redaction with pauses', () => {
  it('gives what redaction at once gives', async () => {
    const text = `${'x'.repeat(250)}q7#Xw2!z-ü-密码-😀${'😀'.repeat(300)} and cTcjWHcyIXotw7wt5a+G56CBLfCfmIA= ${'y'.repeat(999)}`;
    const redactor = createRedactor(plain);
    const paced = new PacedRedaction(createRedactor(plain));
    expect(await paced.redact(text)).toBe(redactor.redact(text));
    expect(redactor.counts().get('KEY')).toBe(2);
    const bytes = Buffer.concat([Buffer.from(text), Buffer.of(0xff, 0xc3), Buffer.from(text)]);
    const shown = Buffer.from(await paced.redactBytes(bytes));
    expect(shown.includes('q7#Xw2!z')).toBe(false);
    expect(shown.toString('latin1').match(/«KEY»|\u00c2\u00abKEY\u00c2\u00bb/g)?.length).toBe(4);
  });

  it('shows nothing that splits a character', async () => {
    const redactor = createRedactor(plain);
    const paced = new PacedRedaction(redactor);
    const pieces: string[] = [];
    await paced.push(redactor.openStream(), 'x' + '😀'.repeat(2_000), (piece) => void pieces.push(piece));
    expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
  });

  it('pauses before the work since the last pause is much, whatever the values are', async () => {
    const redactor: Redactor = createRedactor(nasty);
    let [last, most, pauses] = [0, 0, 0];
    const paced = new PacedRedaction(redactor, async () => {
      most = Math.max(most, redactor.effort() - last);
      last = redactor.effort();
      pauses++;
      await Promise.resolve();
    });
    await paced.redact(costly(16_384));
    expect(redactor.effort()).toBeGreaterThan(100_000);
    expect(pauses).toBeGreaterThan(20);
    expect(most).toBeLessThanOrEqual(MAX_EFFORT_AT_ONCE);
  });

  it('pauses now and then over plain text, too', async () => {
    let pauses = 0;
    const paced = new PacedRedaction(createRedactor(plain), async () => {
      pauses++;
      await Promise.resolve();
    });
    await paced.redact('The weather is fine. '.repeat(50_000));
    expect(pauses).toBeGreaterThan(10);
  });

  it('lets another run go on meanwhile', async () => {
    const paced = new PacedRedaction(createRedactor(nasty));
    const other = { steps: 0, until: new AbortController() };
    const going = (async (): Promise<void> => {
      for (; !other.until.signal.aborted; other.steps++) await setImmediate();
    })();
    await paced.redact(costly(16_384));
    other.until.abort();
    await going;
    expect(other.steps).toBeGreaterThan(20);
  });

  it('makes something of texts that were redacted with pauses', async () => {
    const paced = new PacedRedaction(createRedactor(plain));
    const made = await paced.apply((redact) => ({ a: redact('is q7#Xw2!z-ü-密码-😀!'), b: ['plain'].map(redact) }));
    expect(made).toEqual({ a: 'is «KEY»!', b: ['plain'] });
  });
});
