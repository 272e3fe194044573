import { parseArgs } from 'node:util';

import type { SandboxLanguage } from '@cloakroom/sandbox';

/** What the command was asked to do. */
export interface SandboxArguments {
  readonly language: SandboxLanguage;
  readonly env: Readonly<Record<string, string>>;
  readonly hosts: ReadonlyMap<string, string>;
  readonly files: readonly string[];
}

/** How the command is used. */
export const SANDBOX_USAGE =
  'npm run --silent sandbox -- --lang js|py [--env NAME=value]… [--host api.example.com=http://127.0.0.1:PORT]… FILE…';

/** The command line cannot be read; `message` says why and shows the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(reason: string) {
    super(`${reason}\nUsage: ${SANDBOX_USAGE}`);
  }
}

function pair(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--${option} needs NAME=value.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        lang: { type: 'string' },
        env: { type: 'string', multiple: true },
        host: { type: 'string', multiple: true },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

/** Reads the command line. Of a name that is given twice the last one counts. Throws {@link UsageError}. */
export function parseSandboxArguments(args: readonly string[]): SandboxArguments {
  const { values, positionals } = readArguments(args);
  if (values.lang !== 'js' && values.lang !== 'py') throw new UsageError('--lang must be js or py.');
  if (positionals.length === 0) throw new UsageError('At least one file is needed.');
  return {
    language: values.lang === 'py' ? 'python' : 'javascript',
    env: Object.fromEntries((values.env ?? []).map((text) => pair('env', text))),
    hosts: new Map((values.host ?? []).map((text) => pair('host', text))),
    files: positionals,
  };
}
