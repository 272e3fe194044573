import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const downloadTimeoutMs = 180_000;
const installTimeoutMs = 240_000;

/** `pure`: wheels for any platform. `manylinux`: wheels for CPython 3.14 on Linux. */
export type WheelPlatform = 'pure' | 'manylinux';

const platformOptions: Readonly<Record<WheelPlatform, readonly string[]>> = {
  pure: ['--platform', 'any', '--implementation', 'py', '--abi', 'none'],
  manylinux: ['--platform', 'manylinux2014_x86_64', '--implementation', 'cp', '--abi', 'cp314'],
};

const missingPip = 'pip is not on this machine: install the package python3-pip (apt-get install python3-pip)';

/** Downloads what a requirements file pins, by hash; `null` when it worked, else one line that says what to do. */
export async function downloadWheels(request: {
  readonly requirements: string;
  readonly directory: string;
  readonly platform: WheelPlatform;
}): Promise<string | null> {
  const python = (await findPip()) ?? ((await installPip()) ? await findPip() : null);
  if (python === null) return missingPip;
  try {
    await run(
      python,
      [
        ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--require-hashes', '--no-deps'],
        ...['--only-binary=:all:', '--python-version', '3.14', ...platformOptions[request.platform]],
        ...['--dest', request.directory, '--requirement', request.requirements],
      ],
      { timeout: downloadTimeoutMs },
    );
    return null;
  } catch (error) {
    return `pip could not download the pinned wheels (${lastLine(error)}): check the network or the package index`;
  }
}

async function findPip(): Promise<string | null> {
  for (const python of ['python3', 'python']) {
    const works = await run(python, ['-m', 'pip', '--version'], { timeout: 30_000 }).then(
      () => true,
      () => false,
    );
    if (works) return python;
  }
  return null;
}

/** As root on a machine with apt, installs pip; elsewhere does nothing. */
async function installPip(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  try {
    console.log('Python: pip is missing, installing the package python3-pip');
    await run('apt-get', ['update', '-q'], { timeout: installTimeoutMs });
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'python3-pip'], {
      timeout: installTimeoutMs,
    });
    return true;
  } catch {
    return false;
  }
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  const lines = text.split('\n').filter((line) => line.startsWith('ERROR'));
  return (lines.at(-1) ?? 'no answer').replace(/https?:\/\/\S+/g, 'the index').slice(0, 200);
}
