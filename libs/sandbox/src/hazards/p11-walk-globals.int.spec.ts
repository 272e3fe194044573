import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P11 a walk of everything reachable', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('finds no class of the isolate library and no private name', async () => {
    const code = `
      const seen = new Set(), found = [], todo = [globalThis, require, module, process];
      while (todo.length > 0) {
        const value = todo.pop();
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
        seen.add(value);
        for (const key of Reflect.ownKeys(value)) {
          const own = Reflect.getOwnPropertyDescriptor(value, key);
          if (['applySyncPromise', 'derefInto', 'copyInto', 'evalClosure', 'compileScript', 'createContext'].includes(key)) found.push(key);
          todo.push(own.value, own.get, own.set);
        }
        todo.push(Reflect.getPrototypeOf(value));
      }
      for (const name of Reflect.ownKeys(globalThis)) if (String(name).startsWith('__')) found.push(name);
      JSON.stringify({ found, enough: seen.size > 1000 })`;
    expect((await kit.run({ code })).result).toBe('{"found":[],"enough":true}');
  }, 30_000);
});
