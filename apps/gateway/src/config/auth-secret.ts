/*
 * The secret that signs session cookies. Trusted: the file's owner. What must never cross: the secret into a message, a
 * log or an error; a file that others can read is refused.
 */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { operationalError, type AppError } from '@cloakroom/platform';
import { z } from 'zod';

const authSecretSchema = z.object({ secret: z.string().min(32) });

/** Reads the secret that signs session cookies, from `{"secret": "…"}`. Throws an operational `AppError`. */
export async function loadAuthSecret(file: string): Promise<string> {
  const name = basename(file);
  const handle = await open(file, 'r').catch(() => {
    throw refusal(name, 'cannot be read', RESTORE);
  });
  try {
    const { mode } = await handle.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw refusal(name, 'can be read by others', `Run in its folder: chmod 600 ${name}`);
    }
    const parsed = authSecretSchema.safeParse(parseJson(await handle.readFile('utf8')));
    if (parsed.success) return parsed.data.secret;
    throw refusal(name, 'holds no secret of 32 characters or more', RESTORE);
  } finally {
    await handle.close();
  }
}

const RESTORE = 'Put it back from a backup, or let `npm start` make a new one: everybody is then signed out.';

function refusal(name: string, trouble: string, remedy: string): AppError {
  return operationalError('auth-secret', `AUTH_SECRET_FILE (${name}) ${trouble}. ${remedy}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message may quote the file, so it is dropped.
    return null;
  }
}
