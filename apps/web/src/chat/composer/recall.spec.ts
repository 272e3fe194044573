import { recall, type Recalled } from './recall.js';

const SENT = ['first', 'second'];

function press(key: string, text: string, last: Recalled | null = null, caret = text.length): Recalled | null {
  return recall(key, { text, caret }, last, SENT);
}

describe('recall', () => {
  it('takes the latest message into an empty field, then the ones before it', () => {
    const latest = press('ArrowUp', '');
    expect(latest).toEqual({ place: 0, text: 'second' });
    const before = press('ArrowUp', 'second', latest);
    expect(before).toEqual({ place: 1, text: 'first' });
    expect(press('ArrowUp', 'first', before)).toBeNull();
  });

  it('goes forward again, up to the empty field', () => {
    expect(press('ArrowDown', 'first', { place: 1, text: 'first' })).toEqual({ place: 0, text: 'second' });
    expect(press('ArrowDown', 'second', { place: 0, text: 'second' })).toEqual({ place: -1, text: '' });
    expect(press('ArrowDown', '', { place: -1, text: '' })).toBeNull();
  });

  it('leaves the arrows alone in a text of one’s own, in a changed one, and away from its end', () => {
    expect(press('ArrowUp', 'my own')).toBeNull();
    expect(press('ArrowUp', 'second!', { place: 0, text: 'second' })).toBeNull();
    expect(press('ArrowUp', 'second', { place: 0, text: 'second' }, 2)).toBeNull();
    expect(press('a', '')).toBeNull();
  });
});
