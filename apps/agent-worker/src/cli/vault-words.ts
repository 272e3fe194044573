import type { BackupSummary } from '../vault/backup-format.js';
import type { KeyUse, VaultStatus, VaultVerification } from '../vault/vault-report.js';
import type { RotationReport } from '../vault/vault-rotation.js';

/** `vault status` in words. */
export function describeStatus({ vaultKeys, chatKeys, rotationUnfinished }: VaultStatus): string {
  const lines = [
    'Vault keys (what secrets are sealed to):',
    ...vaultKeys.map((key) => describeKey(key, 'secrets')),
    'Chat keys (what wraps the data keys of users):',
    ...chatKeys.map((key) => describeKey(key, 'users')),
  ];
  if (rotationUnfinished) lines.push('A rotation is not complete: npm run vault -- rotate');
  return lines.join('\n');
}

function describeKey({ keyId, createdAt, current, uses, present }: KeyUse, what: string): string {
  const state = present ? (current ? 'current' : 'old') : 'MISSING: put the folder of keys back from a backup';
  return `  ${keyId}  made ${createdAt ?? 'unknown'}  ${uses} ${what}  ${state}`;
}

/** `vault verify` in words. */
export function describeVerification({ opened, broken, unwrapped, brokenUserKeys }: VaultVerification): string {
  return [
    `${opened} secrets open, ${broken.length} do not; ${unwrapped} users' data keys open, ${brokenUserKeys.length} do not.`,
    ...broken.map(({ secretId, userId, code }) => `  secret ${secretId} of user ${userId}: ${code}`),
    ...brokenUserKeys.map(({ userId, code }) => `  data key of user ${userId}: ${code}`),
  ].join('\n');
}

/** `vault rotate` in words. */
export function describeRotation(done: { readonly vault?: RotationReport; readonly chat?: RotationReport }): string {
  const lines: string[] = [];
  if (done.vault !== undefined) lines.push(describeReport('Vault key', 'secrets', done.vault));
  if (done.chat !== undefined) lines.push(describeReport('Chat key', "users' data keys", done.chat));
  return lines.join('\n');
}

function describeReport(what: string, things: string, { keyId, moved, stuck, removedKeyIds }: RotationReport): string {
  const removed = removedKeyIds.length === 0 ? 'no old key was removed' : `removed: ${removedKeyIds.join(', ')}`;
  const line = `${what}: ${keyId} is current, ${moved} ${things} moved, ${removed}.`;
  if (stuck.length === 0) return line;
  return `${line}\n  ${stuck.length} do not open and keep their key; npm run vault -- verify names them.`;
}

/** A backup in words, behind what was done with it. */
export function describeBackup(done: string, { backupId, createdAt, files, documents }: BackupSummary): string {
  return `${done}: ${documents} documents and ${files} key files of ${createdAt} (backup ${backupId}).`;
}
