import { cutResult, limitErrors } from '../../limit-errors.js';
import type { SandboxLimits } from '../../limits.js';
import type { WireFile } from '../../protocol/messages.js';
import type { GuestCall, GuestHost, GuestResult } from '../guest-runtime.types.js';
import type { ToolError } from '../../sandbox.types.js';
import { readAnswer } from './guest-answer.js';
import { type EntryFailure, type GuestIsolate, SLICE_BACKSTOP } from './guest-isolate.js';
import { prepareCode, type PreparedCode } from './prepare-code.js';
import { answerSubtle } from './subtle-operations.js';
import { answerSync } from './sync-operations.js';

/** How long code may go on after it has ended the call, for instance in a `finally` around `process.exit()`. */
const LEAVE_MS = 20;
const SLICE_CHECK_MS = 50;
const MAX_WAKE_MS = 2 ** 31 - 1;

/** One program in one isolate: its entries one after the other, its timers, its answers. */
export class JavaScriptCall {
  private entries: Promise<void> = Promise.resolve();
  private isInside = false;
  private usedMs = (): number => 0;
  private glanced: GuestResult | null = null;
  private isUnread = false;
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
    this.entries = this.begin(call, code, files);
    const sliceWatch = setInterval(() => {
      if (this.isInside && this.usedMs() > this.limits.sliceMs) this.fail('slice');
    }, SLICE_CHECK_MS);
    const result = await this.done;
    clearInterval(sliceWatch);
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    return !this.isInside || (await this.leaves()) ? result : { ...result, reusable: false };
  }

  /** Whether the code that has ended the call also comes to its own end. */
  private async leaves(): Promise<boolean> {
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<boolean>((resolve) => {
      late = setTimeout(resolve, LEAVE_MS, false);
    });
    const left = await Promise.race([this.entries.then(() => true), tooLate]);
    clearTimeout(late);
    return left;
  }

  /**
   * The program's first entry, and a glance at its end right behind it. Most programs are over by then: what the glance
   * saw is their answer, unless the entry turns out to have failed.
   */
  private async begin(call: GuestCall, code: PreparedCode, files: readonly WireFile[]): Promise<void> {
    const { source, strict, isForV8ToJudge: judge = false } = code;
    const json = JSON.stringify({ source, strict, judge, env: call.env, files });
    const failure = await this.watched(async () => {
      const entry = this.isolate.enter('run', 0, json);
      await this.isolate.enter('glance', 0, '');
      return entry;
    });
    if (this.isUnread) {
      this.isUnread = false;
      const parsed = prepareCode(call.code);
      if (parsed.ok) await this.begin(call, parsed, files);
      else this.settle({ result: null, error: { kind: 'USER_ERROR', message: parsed.message }, files: [] });
    } else if (failure !== null) await this.onFailure(failure);
    else if (this.glanced !== null && !this.finished) this.settle(this.glanced);
  }

  private enter(operation: string, id: number, json: string): void {
    this.entries = this.entries.then(async () => {
      if (this.finished) return;
      const failure = await this.watched(() => this.isolate.enter(operation, id, json));
      if (failure !== null) await this.onFailure(failure);
    });
  }

  private async onFailure(failure: EntryFailure): Promise<void> {
    if (this.finished) return;
    if (typeof failure === 'string') this.fail(failure);
    else if ((await this.watched(() => this.isolate.enter('rejection', 0, failure.rejection))) !== null)
      this.fail('crashed');
  }

  /** One entry, which the call ends when it uses more than its slice of CPU time, whatever V8 is doing. */
  private async watched<T>(enter: () => Promise<T>): Promise<T> {
    const entered = enter();
    this.usedMs = this.stopwatch();
    this.isInside = true;
    try {
      return await entered;
    } finally {
      this.isInside = false;
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
    this.settle({ result: null, error, files: [] });
  }

  private settle(result: GuestResult): void {
    this.finished = true;
    this.finish(result);
  }

  private onPost(kind: string, id: number, first: string, second: string): void {
    if (this.finished) return;
    if (kind === 'out') this.host.output(first === 'stderr' ? 'stderr' : 'stdout', second);
    else if (kind === 'wake') {
      if (this.count()) this.wakeAfter(id);
    } else if (kind === 'settled') this.enter('check', 0, '');
    else if (kind === 'glanced') this.glanced = { result: id === 1 ? first : null, error: null, files: [] };
    else if (kind === 'unread') this.isUnread = true;
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
    const answer = readAnswer(json);
    if (answer === null) {
      this.settle({ result: null, error: limitErrors.crashed(), files: [] });
      return;
    }
    const { result, resultChars, error, denied, files } = answer;
    const isCut = resultChars > this.limits.resultChars;
    const userError: ToolError | null =
      error === null ? null : { kind: denied ? 'EGRESS_DENIED' : 'USER_ERROR', message: error };
    this.settle({
      result: isCut ? cutResult(result ?? '', this.limits.resultChars, resultChars) : result,
      error: userError ?? (isCut ? limitErrors.result(resultChars, this.limits.resultChars) : null),
      files: files.map((file) => ({ path: file.path, bytes: Buffer.from(file.data, 'base64') })),
    });
  }
}
