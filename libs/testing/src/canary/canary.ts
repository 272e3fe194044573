import { randomBytes } from 'node:crypto';

/** A value that cannot stand anywhere by chance. */
export function createCanary(): string {
  return `canary/${randomBytes(18).toString('base64url')}+=`;
}

/** The spellings of a value that a search for leaks looks for. */
export function canarySpellings(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const hex = bytes.toString('hex');
  return [
    value,
    [...value].reverse().join(''),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((shift) => alignedBase64(bytes, shift)),
  ];
}

/** Which of the haystacks, by name, hold the value in some spelling. */
export function findCanary(value: string, haystacks: ReadonlyMap<string, Buffer | string>): string[] {
  const needles = canarySpellings(value).map((spelling) => Buffer.from(spelling, 'utf8'));
  return [...haystacks].flatMap(([name, content]) => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    return needles.some((needle) => bytes.includes(needle)) ? [name] : [];
  });
}

/** The inner part of the base64 that the value has after `shift` other bytes: what does not depend on its neighbours. */
function alignedBase64(bytes: Buffer, shift: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
  const from = Math.ceil((shift * 8) / 6);
  const to = Math.floor((whole.length * 8) / 6);
  return [whole.toString('base64').slice(from, to), whole.toString('base64url').slice(from, to)];
}
