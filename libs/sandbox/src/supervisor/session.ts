import { limitErrors } from '../limit-errors.js';
import type { SandboxLimits } from '../limits.js';
import type { ExecuteOutcome, ExecuteRequest, SandboxLanguage, SandboxSession } from '../sandbox.types.js';
import type { ByteBudget } from './byte-budget.js';
import { GateFullError, type FairGate } from './fair-gate.js';
import { failedOutcome, ProcessCall } from './process-call.js';
import type { SandboxProcess } from './sandbox-process.js';
import type { WarmPool } from './warm-pool.js';

/** What a session takes from its sandbox. */
export interface SessionParts {
  readonly gate: FairGate;
  readonly pools: Record<SandboxLanguage, WarmPool>;
  readonly limits: Record<SandboxLanguage, SandboxLimits>;
  readonly budget: ByteBudget;
  readonly onProcess: (process: SandboxProcess) => void;
}

interface Held {
  readonly process: SandboxProcess;
}

/** One run's processes: at most one per language, taken at the first call, killed at the end. */
export class RunSession implements SandboxSession {
  private readonly held = new Map<SandboxLanguage, Held>();
  private readonly closing = new AbortController();
  private last: Promise<unknown> = Promise.resolve();
  private nextCall = 1;

  constructor(
    private readonly userId: string,
    private readonly parts: SessionParts,
  ) {}

  execute(request: ExecuteRequest): Promise<ExecuteOutcome> {
    const turn = this.last.then(() => this.executeNow(request));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.closing.abort();
    const ends = [...this.held.values()].map(({ process }) => {
      process.kill();
      return process.ended;
    });
    await Promise.all(ends);
  }

  private async executeNow(request: ExecuteRequest): Promise<ExecuteOutcome> {
    const startedAt = performance.now();
    try {
      const held = this.held.get(request.language)?.process;
      const process = held?.usable === true ? held : await this.takeProcess(request.language, request.signal);
      if (process === null) return failedOutcome(limitErrors.cancelled(), startedAt);
      const limits = this.parts.limits[request.language];
      const call = new ProcessCall(process, { ...request, closing: this.closing.signal }, limits, this.nextCall++);
      const { outcome } = await call.run();
      return outcome;
    } catch (error) {
      if (error instanceof GateFullError) return failedOutcome(limitErrors.busy(error.waiting), startedAt);
      const reason = this.parts.pools[request.language].lastFailure;
      const crashed = limitErrors.crashed();
      return failedOutcome(reason === null ? crashed : { kind: 'CRASHED', message: reason }, startedAt);
    }
  }

  private async takeProcess(language: SandboxLanguage, own: AbortSignal): Promise<SandboxProcess | null> {
    const signal = AbortSignal.any([own, this.closing.signal]);
    if (!(await this.parts.gate.enter(this.userId, signal))) return null;
    let process: SandboxProcess;
    try {
      process = await this.parts.pools[language].take();
    } catch (error) {
      this.parts.gate.leave(this.userId);
      throw error;
    }
    const entry = { process };
    process.countAgainst(this.parts.budget, this.userId);
    this.held.set(language, entry);
    this.parts.onProcess(process);
    void process.ended.then(() => {
      if (this.held.get(language) === entry) this.held.delete(language);
      this.parts.gate.leave(this.userId);
    });
    if (signal.aborted) process.kill();
    return process;
  }
}
