import { describe, expect, it } from '@jest/globals';
import { parse } from 'acorn';

import { prepareCode } from './prepare-code.js';
import { prepareQuickly } from './quick-prepare.js';

const PLAIN = `const a = 1|b = {x: 1}|x = {}|foo()|foo(function () { return 1; })|() => {}|z => { q; }|f = () => { 1 }
f = function () { 2 }|\`t\`|\`t\${1 + {a: \`u\${2}\`}.a}\`|"s;"|'q'|/re/.test(s)|x = /[/;]/g|a / b|(a) / b|if (a) b|if (a) { b }
if (a) x = {}|if (a) f = function () {}|else c|else { d }|for (const i of l) { g(i) }|for (;;) break|while (0) {}|do { k() } while (0)
try { m } catch { n }|finally { o }|switch (p) { default: }|function r() {}|async function s1() { await 1 }|class U {}|class V extends W() {}
class X extends class {} {}|return 1|return {\n a: 1 }|throw e|{ blk }|({o: 1})|[1, 2].map(String)|+ 1|++ v|.m()|[0]|await w()|async () => 1
// note|/* n; */|x++|label: aa|var vv|in q1|=> 5|&& r1|a ? b|let [k1] = y|{}|function|class|/|}|{|)|(`.split(
  /[|\n](?! a)/,
);
const BETWEEN = [';', '\n', ';\n', ' ', ' ; ', ';// c;\n', '\n// d\n', '/* e */'];
const PROGRAMS = 4_000;

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function programs(): string[] {
  const next = random(20_26);
  const one = (from: readonly string[]): string => from[next(from.length)] ?? '';
  return Array.from({ length: PROGRAMS }, () =>
    Array.from({ length: 1 + next(4) }, () => one(PLAIN) + one(BETWEEN)).join(''),
  );
}

/** Whether V8 takes it as a function's body, as the isolate does. */
function isTaken(source: string): boolean {
  try {
    return typeof (0, eval)(`(async function () {${source}\n})`) === 'function';
  } catch {
    return false;
  }
}

function shape(code: string): string {
  const program = parse(code, {
    ecmaVersion: 'latest',
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
  });
  return JSON.stringify(program, (key, value: unknown) => (key === 'start' || key === 'end' ? undefined : value));
}

describe('prepareQuickly', () => {
  it.each([
    ['the last expression', 'a;\n(b)', 'a;\nreturn ((b)\n)'],
    ['one behind a block', 'for (const x of y) { z(x) }\nx', 'for (const x of y) { z(x) }\nreturn (x\n)'],
    ['one behind a function', 'async function f() {}\nawait f();', 'async function f() {}\nreturn (await f()\n);'],
    ['one over several lines', 'x\n .y()\n .z()', 'return (x\n .y()\n .z()\n)'],
  ])('returns %s', (_name, code, prepared) => {
    expect(prepareQuickly(code)).toBe(prepared);
  });

  it.each(['const a = 1', 'if (a) { b }', 'return {\n a: 1,\n};'])('leaves %s alone', (code) => {
    expect(prepareQuickly(code)).toBe(code);
  });

  it.each([
    'import x from "y"',
    'f();\nfunction f() {}',
    'const a = 1\na',
    '}); evil(); (async function () {',
    '"open',
    '(',
  ])('leaves %s to the parser', (code) => {
    expect(prepareQuickly(code)).toBeNull();
  });

  it('means what the parser means, for every text that V8 takes', () => {
    let judged = 0;
    for (const code of programs()) {
      const quick = prepareQuickly(code);
      if (quick === null || !isTaken(quick)) continue;
      const parsed = prepareCode(code);
      if (!parsed.ok && parsed.message.includes('rvalue')) continue;
      judged += 1;
      expect({ code, shape: shape(quick) }).toEqual({ code, shape: parsed.ok ? shape(parsed.source) : parsed.message });
    }
    expect(judged).toBeGreaterThan(PROGRAMS / 10);
  });
});
