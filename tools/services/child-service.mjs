import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A port of loopback that was free a moment ago. */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Whether something accepts connections there within `timeoutMs`. */
export function acceptsConnections(host, port, timeoutMs = 1000) {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: timeoutMs });
    const answer = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}

/** Waits until the port answers; throws when the child has ended before, or after `timeoutMs`. */
export async function waitForPort(child, port, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended while starting');
    if (await acceptsConnections('127.0.0.1', port)) return;
    await pause(50);
  }
  throw new Error(`it did not answer within ${timeoutMs / 1000} s`);
}

/**
 * Starts a server of its own process group (Ctrl-C in a terminal does not reach it), with an empty environment but for
 * PATH, its output in `logFile`. Its process id is kept in `pidFile`, so that a later start can end what a killed one
 * left behind.
 */
export function spawnService({ command, args, logFile, pidFile }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    detached: true,
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
  });
  closeSync(log);
  child.on('error', () => undefined);
  if (child.pid !== undefined) writeFileSync(pidFile, `${child.pid}\n${command}\n`);
  child.unref();
  return child;
}

/** Ends a service by SIGTERM, after `graceMs` by SIGKILL. */
export async function stopService(child, pidFile, graceMs = 8000) {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    child.kill('SIGTERM');
    const stopped = await Promise.race([ended.then(() => true), pause(graceMs, false, { ref: false })]);
    if (!stopped) {
      child.kill('SIGKILL');
      await ended;
    }
  }
  rmSync(pidFile, { force: true });
}

/**
 * Ends the service that an earlier, killed start left behind. The process id in the file may belong to somebody else by
 * now, so the process must be the same program and work on this data folder.
 */
export async function stopLeftover(dataDir, name) {
  const pidFile = join(dataDir, `${name}.pid`);
  const [pidText, command] = readIfThere(pidFile).split('\n');
  const pid = Number(pidText);
  const isThere = () => isService(pid, command, dataDir);
  if (!Number.isInteger(pid) || pid <= 1 || !isThere()) return false;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 8000 && isThere(); waited += 50) await pause(50);
  if (isThere()) process.kill(pid, 'SIGKILL');
  rmSync(pidFile, { force: true });
  return true;
}

/** Redis rewrites its command line to `program address`, so its working folder tells which data it serves. */
function isService(pid, command, dataDir) {
  const line = readIfThere(`/proc/${pid}/cmdline`);
  const program = command?.split('/').at(-1);
  if (!program || !line.split(/[\0 ]/)[0].endsWith(program)) return false;
  return line.includes(dataDir) || workingFolder(pid).startsWith(dataDir);
}

function workingFolder(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
