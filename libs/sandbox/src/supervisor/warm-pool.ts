import type { SandboxLanguage } from '../sandbox.types.js';
import type { SandboxProcess } from './sandbox-process.js';

const FIRST_BACK_OFF_MS = 250;
const MAX_BACK_OFF_MS = 30_000;
/** Starting a process takes the time of the one that asks for it and of a core: the call that took a place goes first. */
const REFILL_AFTER_MS = 30;

/** Ready processes of one language: taken one by one, refilled in the background, with back-off after failures. */
export class WarmPool {
  private readonly idle: SandboxProcess[] = [];
  private readonly starting = new Set<SandboxProcess>();
  private backOffMs = 0;
  private retry: NodeJS.Timeout | undefined;
  private later: NodeJS.Timeout | undefined;
  private stopped = false;
  /** Why the last start failed, or `null`. */
  lastFailure: string | null = null;

  constructor(
    readonly language: SandboxLanguage,
    private readonly size: number,
    private readonly spawn: () => SandboxProcess,
  ) {}

  get ready(): number {
    return this.idle.length;
  }

  processes(): SandboxProcess[] {
    return [...this.idle, ...this.starting];
  }

  /** A prepared process, warm when there is one, else started now. Throws when it does not start. */
  async take(): Promise<SandboxProcess> {
    for (let process = this.idle.shift(); process !== undefined; process = this.idle.shift()) {
      if (!process.usable) continue;
      this.refillLater();
      return process;
    }
    const cold = await this.start();
    this.refill();
    if (cold === null) throw new Error(this.lastFailure ?? 'The sandbox process did not start.');
    return cold;
  }

  private refillLater(): void {
    this.later ??= setTimeout(() => {
      this.later = undefined;
      this.refill();
    }, REFILL_AFTER_MS);
    this.later.unref();
  }

  /** Starts processes until the pool is full again; returns at once. */
  refill(): void {
    if (this.stopped || this.retry !== undefined) return;
    if (this.idle.length + this.starting.size >= this.size) return;
    void this.start().then((process) => {
      if (process === null) this.scheduleRetry();
      else this.keep(process);
    });
  }

  /** Waits until one process is ready or has failed. */
  async warmUp(): Promise<void> {
    if (this.size === 0) return;
    const process = await this.start();
    if (process !== null) this.keep(process);
    this.refill();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    clearTimeout(this.later);
    for (const process of this.processes()) process.kill();
    this.idle.length = 0;
  }

  private keep(process: SandboxProcess): void {
    if (this.stopped || this.idle.length >= this.size) {
      process.kill();
      return;
    }
    this.idle.push(process);
    void process.ended.then(() => {
      const at = this.idle.indexOf(process);
      if (at < 0) return;
      this.idle.splice(at, 1);
      this.refill();
    });
    this.refill();
  }

  private async start(): Promise<SandboxProcess | null> {
    if (this.stopped) return null;
    const process = this.spawn();
    this.starting.add(process);
    this.lastFailure = await process.ready;
    this.starting.delete(process);
    if (this.lastFailure === null) {
      this.backOffMs = 0;
      return process;
    }
    process.kill();
    return null;
  }

  private scheduleRetry(): void {
    if (this.stopped || this.retry !== undefined) return;
    this.backOffMs = Math.min(MAX_BACK_OFF_MS, this.backOffMs === 0 ? FIRST_BACK_OFF_MS : this.backOffMs * 2);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.refill();
    }, this.backOffMs);
    this.retry.unref();
  }
}
