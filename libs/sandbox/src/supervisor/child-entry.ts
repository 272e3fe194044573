import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The build of this library is missing or older than its sources. */
export class SandboxBuildError extends Error {
  override readonly name = 'SandboxBuildError';
}

const HERE = import.meta.url;
const LIBRARY = fileURLToPath(new URL('../../', HERE));
const ENTRY = join(LIBRARY, 'dist/child/main.js');
const IMAGE = join(LIBRARY, 'dist/image/guest.js');

/** The folder of this library, which holds `dist`. */
export function libraryFolder(): string {
  return LIBRARY;
}

/** Path of the compiled child program. */
export function childEntry(): string {
  return ENTRY;
}

/**
 * Throws {@link SandboxBuildError} when the build has not run, or, for whoever runs from source, when a file that runs in
 * a sandbox process has been changed since.
 */
export function checkBuild(): void {
  if (!existsSync(ENTRY) || !existsSync(IMAGE)) {
    throw new SandboxBuildError('The sandbox has not been built: run "npm run build" first.');
  }
  const stale = HERE.endsWith('.ts') ? staleSource(LIBRARY) : null;
  if (stale !== null) {
    throw new SandboxBuildError(
      `The build of the sandbox is older than its sources (${stale}): run "npm run build" again.`,
    );
  }
}

/** A source of `library` that is newer than what was made of it, by its path there; `null` when there is none. */
export function staleSource(library: string): string | null {
  const builtAt = (path: string): number => {
    const file = join(library, path);
    return existsSync(file) ? statSync(file).mtimeMs : 0;
  };
  const compiledAt = builtAt('dist/.tsbuildinfo');
  const imageAt = builtAt('dist/image/guest.js');
  const compiled = ['src/child', 'src/protocol', 'src/python'].flatMap((folder) => sourcesBelow(library, folder));
  const bundled = sourcesBelow(library, 'guest');
  const isNewer = (path: string, madeAt: number): boolean => builtAt(path) > madeAt;
  return (
    compiled.find((path) => isNewer(path, Math.max(compiledAt, builtAt(outputOf(path))))) ??
    bundled.find((path) => isNewer(path, imageAt)) ??
    null
  );
}

function outputOf(source: string): string {
  return source.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js');
}

function sourcesBelow(library: string, folder: string): string[] {
  return readdirSync(join(library, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => ['.ts', '.js', '.cjs'].includes(extname(path)) && !/\.spec\.ts$|\/testing\//.test(path));
}
