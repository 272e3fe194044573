/**
 * One sandbox process as its parent sees it. Nothing the process says is trusted: frames are bounded, messages parsed,
 * anything else ends it. It gets no environment, an empty directory and one descriptor, and SIGKILL is its only end.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Duplex } from 'node:stream';

import { encodeFrame, FrameReader, type Frame } from '../protocol/frame.js';
import { parseChildMessage, type ChildMessage, type ParentMessage } from '../protocol/messages.js';
import type { ByteBudget } from './byte-budget.js';
import { Intake } from './intake.js';
import type { CommandLine } from './isolation-plan.js';

const STDERR_KEEP = 8_192;
const OUT_OF_MEMORY = /out of memory|is_heap_oom = 1|Allocation failed|bad_alloc|memory allocation/i;

/** Replies that a process may leave unread; one of ours never comes near it. */
const MAX_UNREAD_BYTES = 64 * 1_048_576;
/** Unread bytes at which no more is fetched for a process. */
const FULL_BYTES = 1_048_576;

/** Hears a message and the bytes that came with it. */
export type MessageListener = (message: ChildMessage, bytes: Buffer) => Promise<unknown> | undefined;

/** How a process ended. */
export type ProcessEnd = 'memory' | 'crashed';

/** A running sandbox process. */
export class SandboxProcess {
  private readonly child: ChildProcess;
  private readonly channel: Duplex | null;
  private readonly reader = new FrameReader();
  private stderr = '';
  private killed = false;
  private onMessage: MessageListener = () => undefined;
  private intake: Intake | null = null;
  private drained: (() => void)[] = [];
  private settleReady: (failure: string | null) => void = () => undefined;
  /** Resolves with `null` when the language is prepared, else with why not. */
  readonly ready: Promise<string | null>;
  /** Resolves once, when the process is gone and its descriptors are closed. */
  readonly ended: Promise<ProcessEnd>;
  /** Whether the process still lives. */
  alive = true;
  /** Whether Python found `requests`, once ready. */
  hasRequests = false;
  note: string | null = null;
  private readyRssBytes: number | null = null;

  constructor(command: CommandLine, cwd: string) {
    this.child = spawn(command.file, [...command.args], {
      cwd,
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.ready = new Promise((resolve) => {
      this.settleReady = resolve;
    });
    const channel: unknown = this.child.stdio[3];
    this.channel = channel instanceof Duplex ? channel : null;
    this.channel?.on('data', (chunk: Buffer) => {
      this.read(chunk);
    });
    this.channel?.on('error', () => undefined);
    this.channel?.on('drain', () => {
      for (const go of this.drained.splice(0)) go();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString('latin1')).slice(-STDERR_KEEP);
    });
    this.child.once('exit', () => this.channel?.resume());
    this.ended = new Promise((resolve) => {
      this.child.once('error', () => {
        this.finish(resolve);
      });
      this.child.once('close', () => {
        this.finish(resolve);
      });
    });
  }

  /** Whether it can take another call: it lives and nobody has killed it. */
  get usable(): boolean {
    return this.alive && !this.killed;
  }

  get pid(): number | null {
    return this.child.pid ?? null;
  }

  /** Who hears the messages of the process; what it answers keeps the message's memory counted until it settles. */
  listen(onMessage: MessageListener): void {
    this.onMessage = onMessage;
  }

  /** Counts large frames of this process as `owner`'s against what all processes may fill this one with. */
  countAgainst(budget: ByteBudget, owner: string): void {
    this.intake = new Intake(budget, owner);
  }

  /** Sends a message. A process that has left more than {@link MAX_UNREAD_BYTES} of replies unread is killed. */
  send(message: ParentMessage): void {
    if (!this.alive || this.channel === null) return;
    if (message.t === 'reply' && this.channel.writableLength > MAX_UNREAD_BYTES) {
      this.kill();
      return;
    }
    for (const part of encodeFrame(JSON.stringify(message))) this.channel.write(part);
  }

  /** Resolves when the process has read most of what it was sent, or is gone. */
  async room(): Promise<void> {
    if (!this.alive || this.channel === null || this.channel.writableLength < FULL_BYTES) return;
    await new Promise<void>((go) => this.drained.push(go));
  }

  /** SIGKILL to the process and everything in its namespaces; idempotent. */
  kill(): void {
    if (!this.alive) return;
    this.killed = true;
    this.child.kill('SIGKILL');
    if (this.child.pid !== undefined) killGroup(this.child.pid);
    this.channel?.destroy();
  }

  /** Resident bytes when the language was prepared, for the first program in it; `null` for later ones. */
  takeReadyRss(): number | null {
    const bytes = this.readyRssBytes;
    this.readyRssBytes = null;
    return bytes;
  }

  /** Resident bytes of the whole process tree; 0 when it is gone. */
  rssBytes(): number {
    return this.alive && this.pid !== null ? treeRss(this.pid) : 0;
  }

  private read(chunk: Buffer): void {
    try {
      this.reader.push(chunk);
      for (let frame = this.reader.next(); frame !== null; frame = this.reader.next()) this.takeFrame(frame);
      if (this.alive && this.intake?.admit(this.reader.arriving, () => this.channel?.resume()) === false) {
        this.channel?.pause();
      }
    } catch {
      this.kill();
    }
  }

  private takeFrame(frame: Frame): void {
    const release = this.intake?.release() ?? (() => undefined);
    const work = this.take(parseChildMessage(frame.text), frame.bytes);
    if (work === undefined) release();
    else void work.then(release, release);
  }

  private take(message: ChildMessage | null, bytes: Buffer): Promise<unknown> | undefined {
    if (message === null) {
      this.kill();
    } else if (message.t === 'ready') {
      this.hasRequests = message.requests;
      this.note = message.note;
      this.readyRssBytes = this.rssBytes();
      this.settleReady(null);
    } else if (message.t === 'failed') {
      this.settleReady(message.message);
      this.kill();
    } else {
      return this.onMessage(message, bytes);
    }
    return undefined;
  }

  private finish(resolve: (end: ProcessEnd) => void): void {
    if (!this.alive) return;
    this.alive = false;
    this.channel?.destroy();
    this.intake?.end();
    for (const go of this.drained.splice(0)) go();
    const end = OUT_OF_MEMORY.test(this.stderr) ? 'memory' : 'crashed';
    this.settleReady(`The sandbox process ended before it was ready (${end}).`);
    resolve(end);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    return;
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function treeRss(pid: number, depth = 0): number {
  const own = /VmRSS:\s+(\d+) kB/.exec(readProc(`/proc/${String(pid)}/status`));
  const children = readProc(`/proc/${String(pid)}/task/${String(pid)}/children`)
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  const below = depth > 3 ? 0 : children.reduce((sum, child) => sum + treeRss(Number(child), depth + 1), 0);
  return Number(own?.[1] ?? 0) * 1024 + below;
}
