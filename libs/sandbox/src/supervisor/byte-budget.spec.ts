import { describe, expect, it } from '@jest/globals';

import { ByteBudget } from './byte-budget.js';

describe('ByteBudget', () => {
  it('lets in what fits, one owner up to its share, and the rest in order as it becomes free', () => {
    const budget = new ByteBudget({ total: 100, perOwner: 60 });
    const granted: string[] = [];
    expect(budget.take('a', 50)).toBe(true);
    expect(budget.take('a', 20)).toBe(false);
    expect(budget.take('b', 40)).toBe(true);
    expect(budget.take('c', 20)).toBe(false);
    budget.wait('a', 20, () => granted.push('a'));
    const withdraw = budget.wait('c', 15, () => granted.push('withdrawn'));
    budget.wait('c', 20, () => granted.push('c'));
    withdraw();
    budget.give('b', 40);
    expect(granted).toEqual(['c']);
    budget.give('a', 50);
    expect(granted).toEqual(['c', 'a']);
    expect(budget.heldBytes).toBe(40);
  });

  it('never refuses the first of an owner for its size alone, so that nothing waits for ever', () => {
    const budget = new ByteBudget({ total: 10, perOwner: 5 });
    expect(budget.take('a', 40)).toBe(true);
    expect(budget.take('b', 1)).toBe(false);
    let granted = false;
    budget.wait('b', 30, () => {
      granted = true;
    });
    budget.give('a', 40);
    expect(granted).toBe(true);
  });
});
