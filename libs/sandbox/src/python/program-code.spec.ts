import vm from 'node:vm';

import { describe, expect, it } from '@jest/globals';

import { loadProgram, loadStoredProgram } from './program-code.js';

/** A module with one function, `answer`, that returns 42. */
const wasm = Buffer.from('0061736d010000000105016000017f03020100070a0106616e7377657200000a06010400412a0b', 'hex');

describe('the compiled program', () => {
  it.each([
    ['without stored code', null],
    ['with code that is not code', Buffer.from('not what V8 stored')],
  ])('is loaded %s', (_what, code) => {
    const program = loadProgram(wasm, code);
    const call = vm.runInThisContext('(program) => new WebAssembly.Instance(program).exports.answer()') as (
      program: object,
    ) => unknown;
    expect(call(program)).toBe(42);
  });

  it('is not taken from code of another program', () => {
    expect(loadStoredProgram(wasm, Buffer.alloc(64, 1))).toBeNull();
  });

  it("leaves V8's own syntax switched off", () => {
    loadProgram(wasm, Buffer.from('not what V8 stored'));
    expect(() => new vm.Script('%GetOptimizationStatus(0)')).toThrow("Unexpected token '%'");
  });
});
