import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isHeld } from './data-lock.mjs';

const fileIn = (dataDir) => join(dataDir, 'addresses.json');

/**
 * Notes where the servers of a running start are, for tools beside it: only what it started itself, because an address
 * that was given may hold a password. Returns what takes the note back.
 */
export function noteAddresses(dataDir, { mongoUri, pids }) {
  const file = fileIn(dataDir);
  writeFileSync(file, JSON.stringify({ mongoUri: pids.mongo === null ? null : mongoUri }), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** The addresses of the start that runs on a data folder, or `null` when none does. */
export function readAddresses(dataDir) {
  if (!isHeld(dataDir)) return null;
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), 'utf8'));
  } catch {
    return null;
  }
}
