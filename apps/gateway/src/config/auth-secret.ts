import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { operationalError } from '@cloakroom/platform';
import { z } from 'zod';

const authSecretSchema = z.object({ secret: z.string().min(32) });

/** Reads the secret that signs session cookies, from `{"secret": "…"}`. Throws an operational `AppError`. */
export async function loadAuthSecret(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => null);
  const parsed = authSecretSchema.safeParse(text === null ? null : parseJson(text));
  if (parsed.success) return parsed.data.secret;
  throw operationalError(
    'auth-secret',
    `AUTH_SECRET_FILE (${basename(file)}) ${text === null ? 'cannot be read' : 'holds no secret of 32 characters or more'}. ` +
      'Put it back from a backup, or let `npm start` make a new one: everybody is then signed out.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
