import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const WARNING = 40;
const FIRST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 15_000;
const STEADY_AFTER_MS = 30_000;

/**
 * One process of the stack: started in a process group of its own with the environment it is given and nothing else,
 * its log lines in a file, its warnings repeated on the screen. With `revive` it is started again, with back-off, when
 * it dies; without, as while the stack starts, `failure` says why it ended. Its process id is kept in `folder`, where it
 * works too, so that a later start can end what a killed one left behind.
 */
export class SupervisedProcess {
  #child = null;
  #stopping = false;
  #backOffMs = FIRST_BACK_OFF_MS;
  #lastComplaint = '';

  /** Why the child has ended, while nobody asked it to; `null` as long as it has not. */
  failure = null;

  /** Whether a child that dies is started again. */
  revive = false;

  constructor({ name, args, environment, logFile, folder, say, onLine = () => undefined }) {
    this.name = name;
    this.folder = folder;
    this.args = args;
    this.environment = environment;
    this.say = say;
    this.onLine = onLine;
    mkdirSync(dirname(logFile), { recursive: true });
    this.log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  }

  /** Process id of the running child, or `null`. */
  get pid() {
    return this.#child?.pid ?? null;
  }

  get #pidFile() {
    return join(this.folder, `${this.name}.pid`);
  }

  /** Whether the child runs now. */
  get running() {
    return this.#child !== null;
  }

  start() {
    const startedAt = Date.now();
    const child = spawn(process.execPath, this.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      cwd: this.folder,
      env: this.environment,
    });
    if (child.pid !== undefined) writeFileSync(this.#pidFile, `${child.pid}\n${process.execPath}\n`);
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#read(line));
    }
    child.once('exit', (code, signal) => {
      this.#child = null;
      if (this.#stopping) return;
      this.failure = this.#lastComplaint || (signal ?? `exit code ${code}`);
      if (this.revive) void this.#startAgain(startedAt, signal ?? `exit code ${code}`);
    });
  }

  /** Asks the child to end; kills it after `graceMs`. */
  async stop(graceMs) {
    this.#stopping = true;
    const child = this.#child;
    rmSync(this.#pidFile, { force: true });
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const inTime = await Promise.race([ended.then(() => true), pause(graceMs, false, { ref: false })]);
    if (!inTime) {
      this.say(`${this.name}: did not end within ${graceMs / 1000} s, killing it`);
      child.kill('SIGKILL');
      await ended;
    }
  }

  /** Ends the child at once. */
  kill() {
    this.#stopping = true;
    this.#child?.kill('SIGKILL');
  }

  async #startAgain(startedAt, reason) {
    if (Date.now() - startedAt > STEADY_AFTER_MS) this.#backOffMs = FIRST_BACK_OFF_MS;
    this.say(`${this.name}: ended (${reason}); starting it again in ${this.#backOffMs / 1000} s`);
    await pause(this.#backOffMs);
    this.#backOffMs = Math.min(this.#backOffMs * 2, LONGEST_BACK_OFF_MS);
    if (!this.#stopping) this.start();
  }

  #read(line) {
    this.log.write(`${line}\n`);
    const entry = parse(line);
    if (entry === null) this.say(`${this.name}: ${line}`);
    else if (entry.level >= WARNING) {
      this.#lastComplaint = entry.msg ?? '';
      this.say(`${this.name}: ${entry.msg ?? 'warning'}${errorOf(entry)}`);
    }
    this.onLine(entry);
  }
}

function parse(line) {
  try {
    const entry = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? entry : null;
  } catch {
    return null;
  }
}

function errorOf(entry) {
  const message = entry.err?.message;
  return message && message !== entry.msg ? ` (${message})` : '';
}
