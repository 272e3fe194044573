import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the specs find the running stack. */
export interface StackAddress {
  readonly url: string;
  readonly playedXApi: string;
  readonly dataDir: string;
  readonly mongoUri: string;
  readonly redisUrl: string;
  readonly pids: Readonly<Record<string, number | null>>;
}

const file = join(import.meta.dirname, '..', '..', '.data', 'test', 'e2e-stack.json');

/** Leaves the address for the specs, which run in processes of their own. */
export function writeStackAddress(address: StackAddress): void {
  writeFileSync(file, JSON.stringify(address), { mode: 0o600 });
}

/** The address that the global set-up has left. */
export function readStackAddress(): StackAddress {
  return JSON.parse(readFileSync(file, 'utf8')) as StackAddress;
}
