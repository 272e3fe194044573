/*
 * Puts a backup back. Trusted: who has the passphrase. Not trusted before it is read to its end: the file, which may be
 * cut short or damaged; so it is read through once before anything is written.
 * A crash between any two writes is mended by the same command: the database is marked until all of it is there.
 */
import { createReadStream } from 'node:fs';
import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { DatabaseArchive } from '@cloakroom/persistence';
import { conflict, userError } from '@cloakroom/platform';
import { replaceKeyFile } from '@cloakroom/secrets/keys';
import { Decrypter } from 'age-encryption';
import { type BackupLine, type BackupSummary, backupLineSchema } from './backup-format.js';

/** Where a backup is put back. */
export interface RestoreParts {
  readonly keysFolder: string;
  readonly archive: DatabaseArchive;
  readonly passphrase: string;
}

/** Reads a backup to its end and says what it holds. Throws `backup-unreadable` for a wrong passphrase or a damaged file. */
export async function checkBackup(file: string, passphrase: string): Promise<BackupSummary> {
  return (await readThrough(file, passphrase)).summary;
}

/**
 * Puts key files and database back. Throws `database-not-empty` and `keys-differ` (409) when something else is there, and
 * `backup-unreadable`; nothing is written then.
 */
export async function restoreBackup(file: string, parts: RestoreParts): Promise<BackupSummary> {
  const { summary, keyFiles } = await readThrough(file, parts.passphrase);
  for (const keyFile of keyFiles) await assertSameOrMissing(join(parts.keysFolder, keyFile.name), keyFile);
  await parts.archive.begin(summary.backupId);
  await mkdir(parts.keysFolder, { recursive: true, mode: 0o700 });
  for (const { name, content } of keyFiles) {
    await replaceKeyFile(join(parts.keysFolder, name), JSON.parse(content));
  }
  for await (const line of readBackup(file, parts.passphrase)) {
    if (line.kind === 'document') await parts.archive.put(line);
  }
  await parts.archive.finish();
  return summary;
}

type KeyFileLine = Extract<BackupLine, { kind: 'file' }>;

async function readThrough(file: string, passphrase: string) {
  let head: Extract<BackupLine, { kind: 'head' }> | null = null;
  let tail: Extract<BackupLine, { kind: 'tail' }> | null = null;
  const keyFiles: KeyFileLine[] = [];
  let documents = 0;
  for await (const line of readBackup(file, passphrase)) {
    if (tail !== null) throw unreadable();
    if (line.kind === 'head') head = line;
    else if (line.kind === 'tail') tail = line;
    else if (line.kind === 'file') keyFiles.push(line);
    else documents += 1;
  }
  if (head === null || tail?.files !== keyFiles.length || tail.documents !== documents) throw unreadable();
  const { backupId, createdAt } = head;
  const summary: BackupSummary = { backupId, createdAt, files: keyFiles.length, documents };
  return { summary, keyFiles };
}

async function assertSameOrMissing(path: string, { name, content }: KeyFileLine): Promise<void> {
  const missing = await access(path).then(
    () => false,
    () => true,
  );
  if (missing || sameJson(await readFile(path, 'utf8'), content)) return;
  throw conflict(
    'keys-differ',
    `The folder of keys holds another ${name} than the backup. Move that folder away, or use another data folder (--data DIR). Nothing was changed.`,
  );
}

function sameJson(one: string, other: string): boolean {
  return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
}

async function* readBackup(file: string, passphrase: string): AsyncGenerator<BackupLine> {
  await access(file).catch(() => {
    throw userError('backup-missing', `There is no backup at ${file}, or it cannot be read.`);
  });
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  const source = createReadStream(file);
  try {
    const decrypted = await decrypter.decrypt(Readable.toWeb(source) as ReadableStream<Uint8Array>);
    const unzipped = createGunzip();
    const plain = Readable.fromWeb(decrypted as Parameters<typeof Readable.fromWeb>[0]);
    plain.on('error', (error) => unzipped.destroy(error));
    plain.pipe(unzipped);
    for await (const line of createInterface({ input: unzipped, crlfDelay: Infinity })) {
      yield backupLineSchema.parse(JSON.parse(line));
    }
  } catch {
    throw unreadable();
  } finally {
    source.destroy();
  }
}

function unreadable() {
  return userError(
    'backup-unreadable',
    'The backup cannot be read to its end: the passphrase is another one, or the file is damaged or cut short. Nothing was changed.',
  );
}
