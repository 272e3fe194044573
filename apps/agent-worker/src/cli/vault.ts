/**
 * The operator's vault command; see `vault-arguments.ts` for what it does. It runs beside the servers and has what the
 * worker has: the private key and the database. What must never cross: a value or a key into its words.
 */
import { DatabaseArchive, SystemVaultRepository, connectMongo } from '@cloakroom/persistence';
import { type VaultConfig, readVaultConfig } from '../config/vault.config.js';
import { lockKeyFolder } from '../vault/key-folder-lock.js';
import { readPassphrase } from '../vault/passphrase.js';
import { checkBackup, restoreBackup } from '../vault/restore-backup.js';
import { vaultStatus, verifyVault } from '../vault/vault-report.js';
import { type RotationReport, rotateChat, rotateVault } from '../vault/vault-rotation.js';
import { writeBackup } from '../vault/write-backup.js';
import { type VaultArguments, VaultUsageError, parseVaultArguments } from './vault-arguments.js';
import { describeBackup, describeRotation, describeStatus, describeVerification } from './vault-words.js';

/** What a command came to: its words, the same as data, and whether anything is wrong. */
interface Answer {
  readonly words: string;
  readonly data: object;
  readonly ok: boolean;
}

type Stored = Awaited<ReturnType<typeof openStored>>;

async function openStored(config: VaultConfig) {
  const mongo = await connectMongo({ uri: config.MONGODB_URI });
  const { connection } = mongo;
  return { mongo, vault: new SystemVaultRepository(connection), archive: new DatabaseArchive(connection) };
}

async function carryOut(args: VaultArguments, config: VaultConfig, stored: Stored): Promise<Answer> {
  const keysFolder = config.KEYS_DIR;
  switch (args.command) {
    case 'status': {
      const status = await vaultStatus(keysFolder, stored.vault);
      const lost = [...status.vaultKeys, ...status.chatKeys].some(({ present }) => !present);
      return { words: describeStatus(status), data: status, ok: !lost };
    }
    case 'verify': {
      const found = await verifyVault(keysFolder, stored.vault);
      const ok = found.broken.length === 0 && found.brokenUserKeys.length === 0;
      return { words: describeVerification(found), data: found, ok };
    }
    case 'rotate':
      return rotate(args.keys, config, stored);
    case 'backup': {
      const passphrase = await readPassphrase(args.passphraseFile, { twice: true });
      const summary = await writeBackup(args.file, { keysFolder, archive: stored.archive, passphrase });
      return { words: describeBackup('Backed up', summary), data: summary, ok: true };
    }
    case 'restore': {
      const passphrase = await readPassphrase(args.passphraseFile, { twice: false });
      const summary = await restoreBackup(args.file, { keysFolder, archive: stored.archive, passphrase });
      return { words: describeBackup('Restored', summary), data: summary, ok: true };
    }
    case 'verify-backup': {
      const summary = await checkBackup(args.file, await readPassphrase(args.passphraseFile, { twice: false }));
      return { words: describeBackup('Readable to its end', summary), data: summary, ok: true };
    }
  }
}

async function rotate(keys: 'vault' | 'chat' | 'both', config: VaultConfig, { vault }: Stored): Promise<Answer> {
  const unlock = await lockKeyFolder(config.KEYS_DIR);
  try {
    const parts = { keysFolder: config.KEYS_DIR, stored: vault };
    const data: { vault?: RotationReport; chat?: RotationReport } = {};
    if (keys !== 'chat') data.vault = await rotateVault(parts);
    if (keys !== 'vault') data.chat = await rotateChat(parts);
    const ok = Object.values(data).every(({ stuck }) => stuck.length === 0);
    return { words: describeRotation(data), data, ok };
  } finally {
    await unlock();
  }
}

async function main(): Promise<void> {
  const args = parseVaultArguments(process.argv.slice(2));
  const config = readVaultConfig();
  const stored = await openStored(config);
  try {
    const { words, data, ok } = await carryOut(args, config, stored);
    process.stdout.write(`${args.json ? JSON.stringify(data) : words}\n`);
    if (!ok) process.exitCode = 1;
  } finally {
    await stored.mongo.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'The vault command failed.'}\n`);
  process.exitCode = error instanceof VaultUsageError ? 2 : 1;
}
