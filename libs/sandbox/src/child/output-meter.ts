import { limitErrors } from '../limit-errors.js';
import type { SandboxLimits } from '../limits.js';
import type { ToolError } from '../sandbox.types.js';

/** What to do with one piece of output. */
export interface MeteredOutput {
  /** The part within the limit. */
  readonly keep: string;
  /** Set once a limit says that the call must end. */
  readonly stop: ToolError | null;
}

/** Counts one call's output and cuts it; used by the sandbox process and again by its parent. */
export class OutputMeter {
  private kept = 0;
  private calls = 0;
  /** Characters cut so far. */
  lost = 0;

  constructor(private readonly limits: SandboxLimits) {}

  take(text: string): MeteredOutput {
    this.calls += 1;
    const room = Math.max(0, this.limits.outputChars - this.kept);
    const keep = text.length <= room ? text : text.slice(0, room);
    this.kept += keep.length;
    this.lost += text.length - keep.length;
    if (this.calls > this.limits.outputCalls) return { keep, stop: limitErrors.outputCalls(this.limits.outputCalls) };
    if (this.lost > this.limits.outputLostChars) return { keep, stop: limitErrors.output(this.limits.outputChars) };
    return { keep, stop: null };
  }
}
