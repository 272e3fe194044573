import { readFile, stat } from 'node:fs/promises';

import type { SandboxLanguage } from '@cloakroom/sandbox';

/** More than any program may have; what is larger is not read at all. */
const MAX_FILE_BYTES = 64 * 1_048_576;

/** A program's text, or why there is none, in words for whoever named the file. */
export type ReadProgram = { readonly code: string } | { readonly problem: string };

const REASONS = new Map([
  ['ENOENT', 'it does not exist'],
  ['EACCES', 'it may not be read'],
  ['ENOTDIR', 'a part of its path is not a directory'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ELOOP', 'its symbolic links go in circles'],
]);

/**
 * Reads a program as the language's own runtime would: bytes that are not UTF-8 are an error in Python, and become
 * U+FFFD in JavaScript; a byte order mark is left out.
 */
export async function readProgram(file: string, language: SandboxLanguage): Promise<ReadProgram> {
  try {
    const { size, ...kind } = await describe(file);
    if (kind.isDirectory) return { problem: 'The file cannot be read: it is a directory.' };
    if (!kind.isFile) return { problem: 'The file cannot be read: it is not a regular file.' };
    if (size > MAX_FILE_BYTES) {
      return { problem: `The file has ${String(size)} bytes, which is more than any program may have (1 MB).` };
    }
    const bytes = await readFile(file);
    return decode(bytes, language);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { problem: `The file cannot be read: ${REASONS.get(code) ?? code}.` };
  }
}

async function describe(file: string) {
  const found = await stat(file);
  return { size: found.size, isDirectory: found.isDirectory(), isFile: found.isFile() };
}

function decode(bytes: Buffer, language: SandboxLanguage): ReadProgram {
  try {
    return { code: new TextDecoder('utf-8', { fatal: language === 'python' }).decode(bytes) };
  } catch {
    return { problem: 'SyntaxError: (unicode error) the file is not UTF-8 text.' };
  }
}
