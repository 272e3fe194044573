import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { staleSource } from './child-entry.js';

const SOURCES = [
  'src/child/a/one.ts',
  'src/protocol/two.ts',
  'src/python/three.ts',
  'guest/node/four.js',
  'guest/five.cjs',
];
const IGNORED = ['src/child/a/one.spec.ts', 'src/python/testing/six.ts', 'src/supervisor/seven.ts', 'guest/README.md'];

describe('staleSource', () => {
  let library: string;

  function write(path: string, seconds: number): void {
    const file = join(library, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    utimesSync(file, seconds, seconds);
  }

  beforeEach(() => {
    library = mkdtempSync(join(tmpdir(), 'cloakroom-stale-'));
    for (const path of [...SOURCES, ...IGNORED]) write(path, 1_000);
    for (const path of ['dist/.tsbuildinfo', 'dist/image/guest.js']) write(path, 2_000);
  });
  afterEach(() => {
    rmSync(library, { recursive: true });
  });

  it('finds none after a build', () => {
    expect(staleSource(library)).toBeNull();
  });

  it.each(SOURCES)('finds %s when it was changed after the build', (path) => {
    write(path, 3_000);
    expect(staleSource(library)).toBe(path);
  });

  it.each(IGNORED)('does not mind %s', (path) => {
    write(path, 3_000);
    expect(staleSource(library)).toBeNull();
  });

  it('takes a file that was compiled by itself as built', () => {
    write('src/protocol/two.ts', 3_000);
    write('dist/protocol/two.js', 3_001);
    expect(staleSource(library)).toBeNull();
  });
});
