import { hintsFor, NO_HINTS, sameHints } from './value-hints.js';

describe('hintsFor', () => {
  it('says nothing about an empty or a good value', () => {
    expect(hintsFor('')).toEqual(NO_HINTS);
    expect(hintsFor('sk-4f9a8b7c6d5e')).toEqual({ ...NO_HINTS, isEmpty: false });
  });

  it.each([
    ['a-good-value\n', { trailingNewline: true, surroundingBlank: false }],
    ['a-good-value\r\n\n', { trailingNewline: true, surroundingBlank: false }],
    [' a-good-value', { trailingNewline: false, surroundingBlank: true }],
    ['a-good-value\t', { trailingNewline: false, surroundingBlank: true }],
    [' a-good-value \n', { trailingNewline: true, surroundingBlank: true }],
    ['-----BEGIN\nline two\n-----END', { trailingNewline: false, surroundingBlank: false }],
  ])('looks at the ends of %j', (value, expected) => {
    expect(hintsFor(value)).toMatchObject(expected);
  });

  it.each([
    ['1234567', 'short'],
    [' short  \n', 'short'],
    ['PassWord', 'common'],
    ['12345678', 'common'],
    ['not-in-any-list', null],
  ])('judges how well %j can be masked', (value, weakMask) => {
    expect(hintsFor(value).weakMask).toBe(weakMask);
  });

  it('counts bytes, not characters', () => {
    expect(hintsFor('é'.repeat(32_768)).tooLong).toBe(false);
    expect(hintsFor('é'.repeat(32_769)).tooLong).toBe(true);
  });

  it('keeps nothing of the value', () => {
    const hints = hintsFor(' canary-value-1234 \n');
    expect(JSON.stringify(hints)).not.toContain('canary');
    expect(sameHints(hints, hintsFor(' another-value-99 \n'))).toBe(true);
    expect(sameHints(hints, hintsFor('another-value-99'))).toBe(false);
  });
});
