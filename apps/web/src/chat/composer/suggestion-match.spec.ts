import { matching } from './suggestion-match.js';

describe('matching', () => {
  it('puts the names that begin with the query first, whatever its case', () => {
    expect(matching(['MY_X', 'X_TOKEN', 'OTHER'], 'x')).toEqual(['X_TOKEN', 'MY_X']);
    expect(matching(['B', 'A'], '')).toEqual(['B', 'A']);
  });
});
