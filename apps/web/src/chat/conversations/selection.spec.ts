import { extendTo, NOTHING_SELECTED, present, toggle } from './selection.js';

const order = ['a', 'b', 'c', 'd', 'e'];

describe('a selection', () => {
  it('takes one in, and out again', () => {
    const one = toggle(NOTHING_SELECTED, 'b');
    expect([...one.ids]).toEqual(['b']);
    expect([...toggle(one, 'b').ids]).toEqual([]);
  });

  it('goes from where it began, up and down, and keeps what was in it', () => {
    const begun = toggle(toggle(NOTHING_SELECTED, 'a'), 'c');
    const down = extendTo(begun, order, 'e');
    expect([...down.ids].sort()).toEqual(['a', 'c', 'd', 'e']);
    expect([...extendTo(down, order, 'b').ids].sort()).toEqual(order);
  });

  it('begins with the one that is chosen when there is nothing to begin with', () => {
    expect([...extendTo(NOTHING_SELECTED, order, 'd').ids]).toEqual(['d']);
    expect([...extendTo({ ids: new Set(), anchor: 'gone' }, order, 'd').ids]).toEqual(['d']);
  });

  it('loses what is not in the list any more', () => {
    expect(present(new Set(['e', 'gone', 'a']), order)).toEqual(['a', 'e']);
  });
});
