import { setImmediate as yieldToLoop } from 'node:timers/promises';

import { limitErrors } from '../../limit-errors.js';
import type { SandboxLimits } from '../../limits.js';
import type { GuestCall, GuestHost, GuestResult, GuestRuntime } from '../guest-runtime.types.js';
import { CallHost } from '../call-host.js';
import { GuestIsolate } from './guest-isolate.js';
import { readGuestImage, type GuestImage } from './guest-image.js';
import { JavaScriptCall } from './javascript-call.js';
import { prepareCode, type PreparedCode } from './prepare-code.js';
import { prepareQuickly } from './quick-prepare.js';

const quickly = (source: string): PreparedCode => ({ ok: true, source, strict: false, isForV8ToJudge: true });

/** JavaScript and TypeScript in isolates; the next call's isolate is made while nothing else is to do. */
class JavaScriptRuntime implements GuestRuntime {
  readonly language = 'javascript';
  private image: GuestImage | null = null;
  private spare: Promise<GuestIsolate> | null = null;

  constructor(private readonly limits: SandboxLimits) {}

  async prepare(): Promise<void> {
    prepareCode('const a: number = await 1; export default a');
    prepareQuickly('let a = [(b / 2)]; { `${"c"}` } /* d */; // e');
    this.spare ??= this.makeIsolate();
    await this.spare;
  }

  async execute(call: GuestCall, host: GuestHost): Promise<GuestResult> {
    const failed = (message: string): GuestResult => ({
      result: null,
      error: { kind: 'USER_ERROR', message },
      files: [],
    });
    if (call.code.length > this.limits.codeChars) {
      return { ...failed(''), error: limitErrors.code(call.code.length, this.limits.codeChars) };
    }
    const quick = prepareQuickly(call.code);
    const code = quick === null ? prepareCode(call.code) : quickly(quick);
    if (!code.ok) return failed(code.message);
    const isolate = await (this.spare ?? this.makeIsolate());
    this.spare = null;
    const count = host instanceof CallHost ? () => host.count() : () => true;
    const result = await new JavaScriptCall(isolate, host, count, this.limits).run(call, code);
    if (result.reusable !== false && (result.error === null || result.error.kind === 'USER_ERROR'))
      void this.replace(isolate);
    return result;
  }

  private async replace(used: GuestIsolate): Promise<void> {
    await yieldToLoop();
    used.dispose();
    this.spare ??= this.makeIsolate();
    await this.spare.catch(() => {
      this.spare = null;
    });
  }

  private makeIsolate(): Promise<GuestIsolate> {
    this.image ??= readGuestImage();
    return GuestIsolate.make(this.image, this.limits);
  }
}

/** JavaScript's runtime for a sandbox process. */
export function createJavaScriptRuntime(limits: SandboxLimits): GuestRuntime {
  return new JavaScriptRuntime(limits);
}
