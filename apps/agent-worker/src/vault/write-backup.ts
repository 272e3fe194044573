import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { DatabaseArchive } from '@cloakroom/persistence';
import { userError } from '@cloakroom/platform';
import { Encrypter } from 'age-encryption';
import { BACKUP_VERSION, type BackupLine, type BackupSummary } from './backup-format.js';

/** What a backup is made of. */
export interface BackupParts {
  readonly keysFolder: string;
  readonly archive: DatabaseArchive;
  readonly passphrase: string;
}

/**
 * Writes key files and database into one encrypted file, mode 0600, whole or not at all. Throws `file-exists` when there
 * is a file of that name.
 */
export async function writeBackup(file: string, parts: BackupParts): Promise<BackupSummary> {
  const head = { backupId: randomUUID(), createdAt: new Date().toISOString() };
  const counts = { files: 0, documents: 0 };
  const encrypter = new Encrypter();
  encrypter.setPassphrase(parts.passphrase);
  const draft = `${file}.${process.pid}.draft`;
  const plain = Readable.from(textOf(backupLines(parts, head, counts))).pipe(createGzip());
  try {
    const encrypted = await encrypter.encrypt(Readable.toWeb(plain) as ReadableStream<Uint8Array>);
    await pipeline(encrypted, createWriteStream(draft, { flags: 'wx', mode: 0o600 }));
    await takeName(draft, file);
  } catch (error) {
    plain.destroy();
    await rm(draft, { force: true });
    throw error;
  }
  return { ...head, ...counts };
}

async function* backupLines(
  { keysFolder, archive }: BackupParts,
  head: { readonly backupId: string; readonly createdAt: string },
  counts: { files: number; documents: number },
): AsyncGenerator<BackupLine> {
  yield { kind: 'head', format: 'cloakroom-backup', v: BACKUP_VERSION, ...head };
  const names = (await readdir(keysFolder)).filter((name) => name.endsWith('.json')).sort();
  for (const name of names) {
    counts.files += 1;
    yield { kind: 'file', name, content: await readFile(join(keysFolder, name), 'utf8') };
  }
  for await (const archived of archive.documents()) {
    counts.documents += 1;
    yield { kind: 'document', ...archived };
  }
  yield { kind: 'tail', ...counts };
}

async function* textOf(lines: AsyncIterable<BackupLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

/** A file that is there is never replaced: it may be the only good backup. */
async function takeName(draft: string, file: string): Promise<void> {
  const claimed = await open(file, 'wx', 0o600).catch(() => {
    throw userError(
      'file-exists',
      `There already is something at ${file}, or it cannot be written. Choose another name.`,
    );
  });
  await claimed.close();
  await rename(draft, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync();
  await folder.close();
}
