import { daysBetween, formatAgo, formatDate, formatDuration, formatExactTime } from './format-time.js';

const now = new Date(2026, 10, 23, 12, 0, 0);
const ago = (ms: number): string => new Date(now.getTime() - ms).toISOString();

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [1432, '1.4 s'],
    [59_900, '59.9 s'],
    [59_960, '1 min 00 s'],
    [125_000, '2 min 05 s'],
  ])('writes %p ms as %p', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatAgo', () => {
  it('goes from moments to a date', () => {
    expect(formatAgo(ago(20_000), now, 'en')).toBe('just now');
    expect(formatAgo(ago(5 * 60_000), now, 'en')).toBe('5 minutes ago');
    expect(formatAgo(ago(3 * 3_600_000), now, 'en')).toBe('3 hours ago');
    expect(formatAgo(ago(13 * 3_600_000), now, 'en')).toBe('yesterday');
    expect(formatAgo(ago(4 * 86_400_000), now, 'en')).toBe('4 days ago');
    expect(formatAgo(ago(30 * 86_400_000), now, 'en')).toBe('Oct 24, 2026');
  });
});

describe('dates', () => {
  it('writes the local day, and the exact time for the hover', () => {
    const iso = new Date(2026, 0, 2, 3, 4, 5).toISOString();
    expect(formatDate(iso, 'en-GB')).toBe('2 Jan 2026');
    expect(formatExactTime(iso, 'en-GB')).toMatch(/2 January 2026.*03:04:05/);
  });

  it('counts calendar days, not spans of 24 hours', () => {
    expect(daysBetween(new Date(2026, 0, 1, 23, 59), new Date(2026, 0, 2, 0, 1))).toBe(1);
    expect(daysBetween(new Date(2026, 0, 1, 0, 1), new Date(2026, 0, 1, 23, 59))).toBe(0);
  });
});
