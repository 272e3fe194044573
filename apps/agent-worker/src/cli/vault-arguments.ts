import { parseArgs } from 'node:util';

/** How the command is used. */
export const VAULT_USAGE = `npm run vault -- COMMAND

  status                      which keys there are and what lies under each
  rotate [vault|chat]         a new key in the place of the old one, while everything runs (default: both)
  verify                      opens everything once, in memory, and says what does not open
  verify FILE                 reads a backup to its end
  backup FILE                 keys and database in one encrypted file
  restore FILE                puts a backup back, into an empty database

  --passphrase-file FILE      the backup's passphrase is the file's first line (otherwise it is asked for)
  --data DIR                  where data lies (default: .data in the project's folder)
  --json                      one JSON object instead of words`;

/** What the command was asked to do. */
export type VaultArguments = { readonly json: boolean; readonly passphraseFile: string | undefined } & (
  | { readonly command: 'status' | 'verify' }
  | { readonly command: 'rotate'; readonly keys: 'vault' | 'chat' | 'both' }
  | { readonly command: 'verify-backup' | 'backup' | 'restore'; readonly file: string }
);

/** The command line cannot be read; `message` says why and shows the usage. */
export class VaultUsageError extends Error {
  override readonly name = 'VaultUsageError';
  constructor(reason: string) {
    super(`${reason}\n\n${VAULT_USAGE}`);
  }
}

/** Reads the command line. Throws {@link VaultUsageError}. */
export function parseVaultArguments(args: readonly string[]): VaultArguments {
  const { values, positionals } = parse(args);
  const shared = { json: values.json, passphraseFile: values['passphrase-file'] };
  const [command, subject, ...rest] = positionals;
  if (rest.length > 0) throw new VaultUsageError(`There is one word too many: ${String(rest[0])}.`);
  switch (command) {
    case 'status':
      if (subject !== undefined) throw new VaultUsageError('`status` takes nothing behind it.');
      return { command, ...shared };
    case 'rotate':
      if (subject !== undefined && subject !== 'vault' && subject !== 'chat') {
        throw new VaultUsageError('`rotate` takes `vault` or `chat`, or nothing for both.');
      }
      return { command, keys: subject ?? 'both', ...shared };
    case 'verify':
      if (subject === undefined) return { command, ...shared };
      return { command: 'verify-backup', file: subject, ...shared };
    case 'backup':
    case 'restore':
      if (subject === undefined) throw new VaultUsageError(`\`${command}\` needs the name of a file.`);
      return { command, file: subject, ...shared };
    default:
      throw new VaultUsageError(command === undefined ? 'Say what to do.' : `There is no command ${command}.`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { 'passphrase-file': { type: 'string' }, json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    const known = typeof error === 'object' && error !== null && 'message' in error;
    throw new VaultUsageError(known ? String(error.message) : 'The command line cannot be read.');
  }
}
