import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { userError } from '@cloakroom/platform';

/** Shortest passphrase of a backup, in characters. */
const MIN_LENGTH = 12;

/** Reads a passphrase from the first line of a file, or asks for it at the terminal without showing it. Throws what to do. */
export async function readPassphrase(
  file: string | undefined,
  { twice }: { readonly twice: boolean },
): Promise<string> {
  const passphrase = file === undefined ? await askPassphrase(twice) : await firstLine(file);
  if (passphrase.length >= MIN_LENGTH) return passphrase;
  throw userError('passphrase-too-short', `A passphrase has at least ${MIN_LENGTH} characters.`);
}

async function firstLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw userError('passphrase-unreadable', `The passphrase file ${file} cannot be read.`);
  });
  return text.split(/\r?\n/, 1)[0] ?? '';
}

async function askPassphrase(twice: boolean): Promise<string> {
  if (!process.stdin.isTTY) {
    throw userError('passphrase-missing', 'There is nobody to ask for the passphrase: add --passphrase-file FILE.');
  }
  const passphrase = await askHidden('Passphrase: ');
  if (twice && (await askHidden('The same again: ')) !== passphrase) {
    throw userError('passphrase-differs', 'The two are not the same. Nothing was written.');
  }
  return passphrase;
}

async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await prompt.question('');
  } finally {
    prompt.close();
    process.stderr.write('\n');
  }
}
