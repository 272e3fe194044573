import { describe, expect, it } from '@jest/globals';

import { makeEngineSource, type EngineParts } from './engine-source.js';

const parts: EngineParts = {
  shell: '() => 1;',
  boot: '() => 2;',
  runtime: 'var x=1;export{x as loadPyodide,y as version};\n//# sourceMappingURL=pyodide.mjs.map',
  module:
    'async function _createPyodideModule(){import.meta.url;import.meta.url;import.meta.url;var initRandomFill=()=>{};mergeLibSymbols(wasmExports,"main");updateGOT(origExports);LDSO.init();functionsInTableMap=new WeakMap;updateTableMap(0,wasmTable.length)}return Module.HEAP8.set(t),l};}export default _createPyodideModule;',
};

describe('makeEngineSource', () => {
  it('leaves no module syntax behind and hands over the restoring of memory', () => {
    const source = makeEngineSource(parts);
    expect(source).not.toMatch(/import\.meta|\bexport\b/);
    expect(source).toContain('return restoreMemory(Module,growMemory,t),l};');
    expect(source).not.toContain('mergeLibSymbols(wasmExports');
    expect(source).not.toContain('updateTableMap(0,');
    expect(source).toContain('var initRandomFill=()=>{return fillWithRandom;');
  });

  it.each([
    ['a line that is missing', parts.module.replace('Module.HEAP8.set(t),l}', 'somethingElse()}')],
    ['a line that is there twice', `${parts.module}return Module.HEAP8.set(t),l};`],
  ])('refuses %s', (_what, module) => {
    expect(() => makeEngineSource({ ...parts, module })).toThrow(/pyodide\.asm\.mjs is not as expected/);
  });

  it('refuses a runtime with other exports', () => {
    const runtime = parts.runtime.replace('loadPyodide', 'boot');
    expect(() => makeEngineSource({ ...parts, runtime })).toThrow(/pyodide\.mjs is not as expected \(its exports\)/);
  });
});
