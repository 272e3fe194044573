import { TextMatch } from './text-match.js';

describe('a search in a text', () => {
  it('finds every word, in any case and order, and none by halves', () => {
    const match = new TextMatch('  Straße BERLIN ');
    expect(match.matches('berlin, an der STRAßE')).toBe(true);
    expect(match.matches('Berlin')).toBe(false);
  });

  it('takes what would be a pattern literally, without going astray', () => {
    expect(new TextMatch('a.c').matches('abc')).toBe(false);
    expect(new TextMatch('(a+)+$ [x]').matches('[X] and (A+)+$')).toBe(true);
    expect(new TextMatch(String.raw`C:\dir`).matches(String.raw`c:\DIR`)).toBe(true);
    expect(new TextMatch('$gt {}').matches('{"$gt": {}}')).toBe(true);
  });

  it('marks each place once, the longer word first', () => {
    const { text, marks } = new TextMatch('cat catalogue').mark('Catalogue of a cat');
    expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(['Catalogue', 'cat']);
  });

  it('shows what stands around the first hit, on one line', () => {
    const { text, marks } = new TextMatch('needle').excerpt(`${'😀'.repeat(200)}\nneedle\n${'x'.repeat(400)}`);
    expect(text).toMatch(/^…😀+ needle x+…$/u);
    expect(text.length).toBeLessThan(250);
    expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(['needle']);
  });
});
