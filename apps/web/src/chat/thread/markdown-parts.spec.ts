import { createElement } from 'react';
import { codeOf, isSafeLink } from './markdown-parts.js';

describe('isSafeLink', () => {
  it.each(['https://example.org/a?b', 'http://example.org', 'mailto:a@example.org'])('offers %s', (href) => {
    expect(isSafeLink(href)).toBe(true);
  });

  it.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'blob:x',
    'file:///etc/passwd',
    '/c/1',
    '#x',
    '',
    undefined,
  ])('refuses %s', (href) => {
    expect(isSafeLink(href)).toBe(false);
  });
});

describe('codeOf', () => {
  it('reads the source and its language', () => {
    const code = createElement('code', { className: 'language-js' }, 'const a = 1;\n');
    expect(codeOf(code)).toEqual({ code: 'const a = 1;', language: 'js' });
  });

  it('does without a language', () => {
    expect(codeOf(createElement('code', null, 'plain', ' text'))).toEqual({ code: 'plain text', language: null });
  });
});
