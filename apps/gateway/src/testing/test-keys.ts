import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChatKey, ensureVaultKeys } from '@cloakroom/secrets/keys';

/** Keys of one test gateway, in a folder of their own. */
export interface TestKeys {
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  remove(): Promise<void>;
}

/** Makes every key file that a gateway is given. */
export async function makeTestKeys(): Promise<TestKeys> {
  const folder = await mkdtemp(join(tmpdir(), 'cloakroom-gateway-'));
  const vault = await ensureVaultKeys(folder);
  const chat = await ensureChatKey(folder);
  const authFile = join(folder, 'auth.json');
  await writeFile(authFile, JSON.stringify({ secret: randomBytes(32).toString('base64url') }), { mode: 0o600 });
  return {
    folder,
    environment: {
      VAULT_PUBLIC_KEY_FILE: vault.publicFile,
      CHAT_KEY_FILE: chat.file,
      AUTH_SECRET_FILE: authFile,
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
