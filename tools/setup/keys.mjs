import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes what is missing of the key files under `dataDir`/keys, each readable by its owner alone, and returns their
 * paths. What is there is never written again: losing a key means losing what it opens.
 */
export async function ensureKeys({ dataDir, say }) {
  const { ensureVaultKeys, ensureChatKey } = await import('@cloakroom/secrets/keys');
  const folder = join(dataDir, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const vault = await ensureVaultKeys(folder);
  const chat = await ensureChatKey(folder);
  const auth = ensureAuthSecret(folder);
  if (vault.created || chat.created || auth.created) {
    say(`Keys: made in ${folder}. Back this folder up: without it nothing that is stored can be read again`);
  }
  return { vaultPublic: vault.publicFile, vaultPrivate: vault.privateFile, chat: chat.file, auth: auth.file };
}

function ensureAuthSecret(folder) {
  const file = join(folder, 'auth.json');
  if (existsSync(file)) return { file, created: false };
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, JSON.stringify({ secret: randomBytes(32).toString('base64url') }), { mode: 0o600, flag: 'wx' });
  linkSync(draft, file);
  rmSync(draft);
  return { file, created: true };
}
