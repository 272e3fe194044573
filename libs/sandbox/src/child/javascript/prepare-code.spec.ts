import { describe, expect, it } from '@jest/globals';

import { prepareCode } from './prepare-code.js';

function source(code: string): string {
  const prepared = prepareCode(code);
  return prepared.ok ? prepared.source : prepared.message;
}

describe('prepareCode', () => {
  it.each([
    ['the last expression', 'a;\n(b)', 'a;\nreturn ((b)\n)'],
    ['one with a semicolon', 'await f();', 'return (await f()\n);'],
    ['one before a function', 'f()\nfunction f() {}', 'return (f()\n)\nfunction f() {}'],
    ['a string', '"x"', 'return ("x"\n)'],
  ])('returns %s', (_name, code, prepared) => {
    expect(source(code)).toBe(prepared);
  });

  it('leaves other endings alone', () => {
    expect(source('if (a) b()')).toBe('if (a) b()');
    expect(source('return 1')).toBe('return 1');
  });

  it('turns module syntax into require and dynamic imports into the loader', () => {
    expect(source('import x from "node:crypto"; x.y')).toContain(
      "require('node:crypto')".replaceAll("'", '"').slice(0, 8),
    );
    expect(source('await import("fs")')).toContain('ᐧimport("fs")');
    expect(source('export const u = import.meta.url')).toContain('ᐧmeta.url');
  });

  it('strips types and keeps comparisons in plain JavaScript', () => {
    expect(source('const a: number = 1; a')).toContain('const a = 1;');
    expect(source('a < b > (c)')).toBe('return (a < b > (c)\n)');
  });

  it('says where code cannot be read', () => {
    const prepared = prepareCode('let a = 1;\nlet = = 2');
    expect(prepared).toMatchObject({ ok: false, message: expect.stringMatching(/^SyntaxError: .*main\.js:2:/s) });
  });

  it('is strict for modules only', () => {
    expect(prepareCode('export {}')).toMatchObject({ strict: true });
    expect(prepareCode('x = 1')).toMatchObject({ strict: false });
  });
});
