import type { AccountUsage } from '@cloakroom/contracts';
import { formatBytes } from '../files/format-bytes.js';

/** `12` as `12 chats`; `1` as `1 chat`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** How much somebody has here. */
export function usageWords({ conversations, runs, runsLastDay, files, fileBytes }: AccountUsage): string {
  if (conversations === 0 && runs === 0 && files === 0) return 'Nothing here yet';
  const parts = [counted(conversations, 'chat'), counted(runs, 'run')];
  if (runsLastDay > 0) parts.push(`${runsLastDay.toLocaleString('en')} in a day`);
  if (files > 0) parts.push(`${counted(files, 'file')} of ${formatBytes(fileBytes)}`);
  return parts.join(' · ');
}
