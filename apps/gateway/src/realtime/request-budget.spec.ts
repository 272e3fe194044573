import { REQUEST_BURST, REQUESTS_PER_SECOND, RequestBudget } from './request-budget.js';

describe('RequestBudget', () => {
  it('lets a burst pass, then as many as the time since allows, and never more than a burst', () => {
    let now = 0;
    const budget = new RequestBudget(() => now);
    const taken = (tries: number) => Array.from({ length: tries }, () => budget.take()).filter(Boolean).length;
    expect(taken(REQUEST_BURST + 5)).toBe(REQUEST_BURST);
    now += 1_000;
    expect(taken(REQUESTS_PER_SECOND + 5)).toBe(REQUESTS_PER_SECOND);
    now += 3_600_000;
    expect(taken(REQUEST_BURST + 5)).toBe(REQUEST_BURST);
  });
});
