import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes a data folder for this process, so that no second start ends or doubles the servers of a first one. Throws when
 * another living process has it; what a killed one left behind is taken over. Returns what gives it back.
 */
export function holdDataFolder(dataDir) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = fileIn(dataDir);
  const holder = holderOf(file);
  if (holder !== null) {
    throw new Error(
      `Cloakroom already runs on ${dataDir} (process ${holder}). End that one first, or name another folder: npm start -- --data DIR`,
    );
  }
  writeFileSync(file, `${process.pid} ${startTimeOf(process.pid)}`);
  return () => rmSync(file, { force: true });
}

/** Whether another living process has the data folder. */
export function isHeld(dataDir) {
  return holderOf(fileIn(dataDir)) !== null;
}

const fileIn = (dataDir) => join(dataDir, 'start.pid');

/** A process id is used again, so the holder is told by its start time as well. */
function holderOf(file) {
  try {
    const [pid, startTime] = readFileSync(file, 'utf8').split(' ');
    return startTimeOf(pid) === startTime && Number(pid) !== process.pid ? Number(pid) : null;
  } catch {
    return null;
  }
}

/** Clock ticks after boot at which a process began: field 22 of its stat line, counted behind its name. */
function startTimeOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
