import { setTimeout as setTimeoutAsync } from 'node:timers/promises';

import { z } from 'zod';

import { cutResult, limitErrors } from '../../limit-errors.js';
import type { SandboxLimits } from '../../limits.js';
import type { GuestCall, GuestHost, GuestResult } from '../guest-runtime.types.js';
import type { ToolError } from '../../sandbox.types.js';
import { type GuestIsolate, SLICE_BACKSTOP } from './guest-isolate.js';
import type { PreparedCode } from './prepare-code.js';
import { answerSubtle } from './subtle-operations.js';
import { answerSync } from './sync-operations.js';

const doneSchema = z.object({
  result: z.string().nullable(),
  resultChars: z.number().int().nonnegative(),
  error: z.string().nullable(),
  denied: z.boolean(),
  files: z.array(z.object({ path: z.string().min(1).max(1024), data: z.base64() })).max(10_000),
});

/** How long code may go on after it has ended the call, for instance in a `finally` around `process.exit()`. */
const LEAVE_MS = 20;
const SLICE_CHECK_MS = 50;
const MAX_WAKE_MS = 2 ** 31 - 1;

/** One program in one isolate: its entries one after the other, its timers, its answers. */
export class JavaScriptCall {
  private entries: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private finished = false;
  private finish: (result: GuestResult) => void = () => undefined;
  private readonly done = new Promise<GuestResult>((resolve) => {
    this.finish = resolve;
  });

  constructor(
    private readonly isolate: GuestIsolate,
    private readonly host: GuestHost,
    private readonly count: () => boolean,
    private readonly limits: SandboxLimits,
  ) {}

  async run(call: GuestCall, code: PreparedCode): Promise<GuestResult> {
    this.isolate.connect({
      post: (kind, id, first, second) => {
        this.onPost(kind, id, first, second);
      },
      ask: (operation, json) => (this.count() ? answerSync(operation, json) : '{"ok":false,"message":"call budget"}'),
    });
    const files = call.files.map((file) => ({ path: file.path, data: Buffer.from(file.bytes).toString('base64') }));
    this.enter(
      'run',
      0,
      JSON.stringify({ source: code.source, strict: code.strict, env: call.env, files, limits: this.limits }),
    );
    const result = await this.done;
    this.finished = true;
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    const stillRunning = Symbol('still running');
    const left = await Promise.race([this.entries, setTimeoutAsync(LEAVE_MS, stillRunning)]);
    return left === stillRunning ? { ...result, reusable: false } : result;
  }

  private enter(operation: string, id: number, json: string): void {
    this.entries = this.entries.then(async () => {
      if (this.finished) return;
      const failure = await this.watched(() => this.isolate.enter(operation, id, json));
      if (failure === null || this.isFinished()) return;
      if (typeof failure === 'string') this.fail(failure);
      else if ((await this.watched(() => this.isolate.enter('rejection', 0, failure.rejection))) !== null)
        this.fail('crashed');
    });
  }

  private isFinished(): boolean {
    return this.finished;
  }

  /** Ends the call when one entry uses more than its slice of CPU time, whatever V8 is doing. */
  private async watched<T>(enter: () => Promise<T>): Promise<T> {
    const usedMs = this.stopwatch();
    const watch = setInterval(() => {
      if (!this.finished && usedMs() > this.limits.sliceMs) this.fail('slice');
    }, SLICE_CHECK_MS);
    try {
      return await enter();
    } finally {
      clearInterval(watch);
    }
  }

  /**
   * Milliseconds of processor time that the code has had from now on. The isolate counts what passes while it runs,
   * on a busy machine also while it stands still; the process counts V8's helper threads too: the smaller one holds,
   * up to a bound of wall clock.
   */
  private stopwatch(): () => number {
    const active = this.isolate.activeMs;
    const processor = process.cpuUsage();
    return () => {
      const { user, system } = process.cpuUsage(processor);
      const passed = this.isolate.activeMs - active;
      return Math.max(Math.min(passed, (user + system) / 1_000), passed / SLICE_BACKSTOP);
    };
  }

  private wakeAfter(ms: number): void {
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    const tick = (): void => {
      this.enter('tick', 0, '');
    };
    if (ms > 0) this.timer = setTimeout(tick, Math.min(ms, MAX_WAKE_MS));
    else this.immediate = setImmediate(tick);
  }

  private fail(failure: 'slice' | 'memory' | 'crashed'): void {
    const error = {
      slice: () => limitErrors.slice(this.limits.sliceMs),
      memory: () => limitErrors.memory(this.limits.heapMib * 1_048_576),
      crashed: () => limitErrors.crashed(),
    }[failure]();
    this.finish({ result: null, error, files: [] });
  }

  private onPost(kind: string, id: number, first: string, second: string): void {
    if (this.finished) return;
    if (kind === 'out') this.host.output(first === 'stderr' ? 'stderr' : 'stdout', second);
    else if (kind === 'wake') {
      if (this.count()) this.wakeAfter(id);
    } else if (kind === 'settled') this.enter('check', 0, '');
    else if (kind === 'op') void this.operate(id, first, second);
    else if (kind === 'done') this.onDone(first);
  }

  private async operate(id: number, operation: string, json: string): Promise<void> {
    const isSubtle = operation.startsWith('subtle.');
    if (isSubtle && !this.count()) return;
    const answer = isSubtle ? await answerSubtle(operation, json) : await this.host.call(operation, json);
    this.enter('reply', id, answer);
  }

  private onDone(json: string): void {
    const parsed = doneSchema.safeParse(parseJson(json));
    if (!parsed.success) {
      this.finish({ result: null, error: limitErrors.crashed(), files: [] });
      return;
    }
    const { result, resultChars, error, denied, files } = parsed.data;
    const isCut = resultChars > this.limits.resultChars;
    const userError: ToolError | null =
      error === null ? null : { kind: denied ? 'EGRESS_DENIED' : 'USER_ERROR', message: error };
    this.finish({
      result: isCut ? cutResult(result ?? '', this.limits.resultChars, resultChars) : result,
      error: userError ?? (isCut ? limitErrors.result(resultChars, this.limits.resultChars) : null),
      files: files.map((file) => ({ path: file.path, bytes: Buffer.from(file.data, 'base64') })),
    });
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
