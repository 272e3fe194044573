import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P10 a way to the host through constructors', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  const SOURCES = [
    'this',
    'globalThis',
    'fetch',
    'console.log',
    'setTimeout',
    'process',
    'process.env',
    'require',
    'crypto',
    'crypto.subtle.digest',
    'queueMicrotask',
    'structuredClone',
    'new Headers()',
    'new URL("http://a/")',
    'fetch("x:").catch(e => e)',
    'crypto.subtle.importKey("raw", new Uint8Array(1), "x", true, []).catch(e => e)',
    '(() => { try { null.x } catch (e) { return e } })()',
    '(() => { try { require("nope") } catch (e) { return e } })()',
    '(() => { try { atob("%") } catch (e) { return e } })()',
    'new Promise(r => setTimeout((...a) => r(a), 1))',
  ];

  it.each(SOURCES)(
    '%s leads to no host object',
    async (source) => {
      const code = `const v = await (${source});
      const made = (v ?? globalThis).constructor.constructor('return typeof process === "undefined" ? undefined : process')();
      JSON.stringify([typeof made?.binding, typeof made?.mainModule, typeof made?.dlopen, typeof made?._linkedBinding, made === undefined || made === process])`;
      const { result } = await kit.run({ code });
      expect(result).toBe('["undefined","undefined","undefined","undefined",true]');
    },
    30_000,
  );
});
