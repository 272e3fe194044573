import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The build of this library is missing or older than its sources. */
export class SandboxBuildError extends Error {
  override readonly name = 'SandboxBuildError';
}

const HERE = import.meta.url;
const LIBRARY = new URL('../../', HERE);

/** The folder of this library, which holds `dist`. */
export function libraryFolder(): string {
  return fileURLToPath(LIBRARY);
}

function newer(source: string, built: string): boolean {
  const from = new URL(source, LIBRARY);
  const to = new URL(built, LIBRARY);
  return existsSync(from) && statSync(from).mtimeMs > statSync(to).mtimeMs;
}

/** Path of the compiled child program. Throws {@link SandboxBuildError} when the build has not run or is stale. */
export function findChildEntry(): string {
  const entry = fileURLToPath(new URL('dist/child/main.js', LIBRARY));
  const image = fileURLToPath(new URL('dist/image/guest.js', LIBRARY));
  if (!existsSync(entry) || !existsSync(image)) {
    throw new SandboxBuildError('The sandbox has not been built: run "npm run build" first.');
  }
  if (HERE.endsWith('.ts') && newer('src/child/main.ts', 'dist/child/main.js')) {
    throw new SandboxBuildError('The build of the sandbox is older than its sources: run "npm run build" again.');
  }
  return entry;
}
