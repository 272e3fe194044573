import { safeReturnPath } from './return-path.js';

describe('safeReturnPath', () => {
  it('keeps paths of this page', () => {
    expect(safeReturnPath('/c/1?x=2')).toBe('/c/1?x=2');
  });

  it.each([null, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'goes to the start instead of %p',
    (next) => {
      expect(safeReturnPath(next)).toBe('/');
    },
  );
});
