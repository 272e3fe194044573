/**
 * One tool call in one sandbox process, judged from outside. The process is hostile: its output is counted and cut
 * again, its answers are bounded, its silence ends at the wall clock with SIGKILL.
 */
import { OutputMeter } from '../child/output-meter.js';
import { limitErrors, cutResult } from '../limit-errors.js';
import type { SandboxLimits } from '../limits.js';
import type { ChildMessage, WireFile } from '../protocol/messages.js';
import type { ExecuteOutcome, ExecuteRequest, ToolError, WorkspaceFile } from '../sandbox.types.js';
import { EgressDesk } from './egress-desk.js';
import { MemoryWatch } from './memory-watch.js';
import type { SandboxProcess } from './sandbox-process.js';
import { SigningDesk } from './signing-desk.js';

const RSS_CHECK_MS = 20;

/** What a call came to, and whether its process may run another call of the same run. */
export interface CallEnd {
  readonly outcome: ExecuteOutcome;
  readonly reusable: boolean;
}

type Done = Extract<ChildMessage, { t: 'done' }>;
type Operation = Extract<ChildMessage, { t: 'op' }>;

/** A call of a run; `closing` ends it as its own signal does. */
export interface CallRequest extends ExecuteRequest {
  readonly closing?: AbortSignal;
}

/** A failed outcome without result and files. */
export function failedOutcome(error: ToolError, startedAt: number, outputLost = 0): ExecuteOutcome {
  return {
    ok: false,
    result: null,
    error,
    outputLost,
    files: [],
    durationMs: Math.round(performance.now() - startedAt),
  };
}

/** Runs `request` in `process`; never throws. */
export class ProcessCall {
  private readonly desk: EgressDesk;
  private readonly signing: SigningDesk;
  private readonly meter: OutputMeter;
  private readonly startedAt = performance.now();
  private readonly memory: MemoryWatch;
  private settle: (end: CallEnd) => void = () => undefined;
  private readonly end = new Promise<CallEnd>((resolve) => {
    this.settle = resolve;
  });

  constructor(
    private readonly process: SandboxProcess,
    private readonly request: CallRequest,
    private readonly limits: SandboxLimits,
    private readonly callId: number,
  ) {
    this.meter = new OutputMeter(limits);
    this.memory = new MemoryWatch(process);
    this.desk = new EgressDesk(
      request.egress,
      limits,
      (error) => {
        this.fail(error);
      },
      () => process.room(),
    );
    this.signing = new SigningDesk(request.signing, limits, (error) => {
      this.fail(error);
    });
  }

  async run(): Promise<CallEnd> {
    this.start();
    const wallMs = this.request.wallTimeoutMs ?? this.limits.wallTimeoutMs;
    const wall = setTimeout(() => {
      this.fail(limitErrors.wall(wallMs));
    }, wallMs);
    const watch = setInterval(() => {
      if (this.memory.look() > this.limits.rssBytes) this.fail(limitErrors.memory(this.limits.rssBytes));
    }, RSS_CHECK_MS);
    const cancel = (): void => {
      this.fail(limitErrors.cancelled());
    };
    const { signal: own, closing } = this.request;
    const signals = closing === undefined ? [own] : [own, closing];
    for (const signal of signals) signal.addEventListener('abort', cancel, { once: true });
    void this.process.ended.then((end) => {
      this.fail(end === 'memory' ? limitErrors.memory(this.limits.dataBytes) : limitErrors.crashed());
    });
    const result = await this.end;
    this.fail = () => undefined;
    setImmediate(() => {
      clearTimeout(wall);
      clearInterval(watch);
      for (const signal of signals) signal.removeEventListener('abort', cancel);
    });
    this.process.listen(() => undefined);
    this.desk.close();
    this.signing.close();
    if (!result.reusable) this.process.kill();
    return result;
  }

  private start(): void {
    if (this.request.signal.aborted || this.request.closing?.aborted === true) {
      this.fail(limitErrors.cancelled());
      return;
    }
    const { code } = this.request;
    if (code.length > this.limits.codeChars) {
      this.settle({
        outcome: failedOutcome(limitErrors.code(code.length, this.limits.codeChars), this.startedAt),
        reusable: true,
      });
      return;
    }
    this.process.listen((message, bytes) => this.onMessage(message, bytes));
    const files: WireFile[] = this.request.files.map((file) => ({
      path: file.path,
      data: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.length).toString('base64'),
    }));
    this.process.send({ t: 'run', call: this.callId, code, env: this.request.env, files });
  }

  private onMessage(message: ChildMessage, bytes: Buffer): Promise<void> | undefined {
    if (!('call' in message) || message.call !== this.callId) return undefined;
    if (message.t === 'op') return this.answer(message, bytes);
    if (message.t === 'output') this.onOutput(message.stream, message.text);
    else this.onDone(message);
    return undefined;
  }

  private async answer({ op, id, json }: Operation, bytes: Buffer): Promise<void> {
    const answer =
      op === 'secrets.sign' ? await this.signing.answer(json, bytes) : await this.desk.answer(op, json, bytes);
    this.process.send({ t: 'reply', call: this.callId, id, json: answer });
  }

  private onOutput(stream: 'stdout' | 'stderr', text: string): void {
    const { keep, stop } = this.meter.take(text);
    if (keep !== '') this.request.onOutput({ stream, text: keep });
    if (stop !== null) this.fail(stop);
  }

  private onDone(done: Done): void {
    const outputLost = Math.max(this.meter.lost, done.outputLost);
    if (outputLost > 0) this.sayCut(outputLost);
    const { files, error: fileError } = this.takeFiles(done.files);
    let error = done.error === null ? fileError : this.judgeSlice(done.error);
    let result = done.result;
    if (result !== null && result.length > this.limits.resultChars + 200) {
      error ??= limitErrors.result(result.length, this.limits.resultChars);
      result = cutResult(result, this.limits.resultChars);
    }
    const durationMs = Math.round(performance.now() - this.startedAt);
    const outcome: ExecuteOutcome = { ok: error === null, result, error, outputLost, files, durationMs };
    this.settle({ outcome, reusable: done.reusable && this.process.usable });
  }

  /** Near its memory limit V8 spends the CPU slice on collecting garbage: what such a program lacks is memory, not time. */
  private judgeSlice(error: ToolError): ToolError {
    if (error.kind !== 'TIMEOUT') return error;
    this.memory.look();
    const heapBytes = this.limits.heapMib * 1_048_576;
    const grown = this.memory.filledUp(heapBytes);
    return grown === null ? error : limitErrors.memoryInSlice({ grown, heapBytes, sliceMs: this.limits.sliceMs });
  }

  private takeFiles(wire: readonly WireFile[]): { files: WorkspaceFile[]; error: ToolError | null } {
    if (wire.length > this.limits.workspaceFiles) {
      return { files: [], error: limitErrors.workspaceFiles(this.limits.workspaceFiles) };
    }
    const files: WorkspaceFile[] = [];
    let total = 0;
    for (const file of wire) {
      if (!isPlainPath(file.path)) continue;
      const bytes = new Uint8Array(Buffer.from(file.data, 'base64'));
      total += bytes.length;
      if (total > this.limits.workspaceBytes) {
        return { files: [], error: limitErrors.workspaceBytes(this.limits.workspaceBytes) };
      }
      files.push({ path: file.path, bytes });
    }
    return { files, error: null };
  }

  private sayCut(lost: number): void {
    const chars = new Intl.NumberFormat('en-US');
    this.request.onOutput({
      stream: 'stderr',
      text: `\n[output cut: ${chars.format(lost)} characters beyond the limit of ${chars.format(this.limits.outputChars)} were not kept]\n`,
    });
  }

  private fail(error: ToolError): void {
    this.process.kill();
    if (this.meter.lost > 0 && error.kind === 'OUTPUT_LIMIT') this.sayCut(this.meter.lost);
    this.settle({ outcome: failedOutcome(error, this.startedAt, this.meter.lost), reusable: false });
    this.fail = () => undefined;
  }
}

/** A relative path without empty, `.` or `..` segments: what a file of `/workspace` may be called. */
function isPlainPath(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'));
}
