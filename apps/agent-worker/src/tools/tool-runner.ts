/*
 * One tool call, from the model's code to what everybody else may see of it. Trusted: nothing that comes out of the
 * sandbox. What must never cross: output, result or error that did not go through the run's redactor.
 */
import type { RunEventBody, ToolFailure } from '@cloakroom/contracts';
import type { Redactor } from '@cloakroom/redaction';
import type { EgressLogEntry, SandboxSession, WorkspaceFile } from '@cloakroom/sandbox';
import type { RunEgress } from '../egress/egress-broker.js';
import type { PlannedCode } from '../model/model.port.js';
import { loggedRequests } from './logged-requests.js';
import { type DeniedRequest, toolMessage } from './tool-message.js';
import type { WorkerCounters } from '../presence/worker-counters.js';

/** What one run's tool calls share. */
export interface ToolRunnerParts {
  readonly session: SandboxSession;
  readonly egress: RunEgress;
  readonly redactor: Redactor;
  readonly emit: (event: RunEventBody) => void;
  /** `/workspace` before the first call. */
  readonly files?: readonly WorkspaceFile[];
  readonly counters: WorkerCounters;
}

/** What came of a call, redacted. */
export interface ToolOutcome {
  readonly finished: Extract<RunEventBody, { type: 'tool.finished' }>;
  /** What the model is told. */
  readonly message: string;
}

/** Characters of output and results that one run shows and stores; what goes beyond is counted as lost. */
const MAX_SHOWN_CHARS = 2_000_000;

/** Carries out the tool calls of one run, one at a time, and keeps its `/workspace` between them. */
export class ToolRunner {
  readonly #parts: ToolRunnerParts;
  readonly #files = new Map<string, WorkspaceFile>();
  #shownLeft = MAX_SHOWN_CHARS;

  constructor(parts: ToolRunnerParts) {
    this.#parts = parts;
    for (const file of parts.files ?? []) this.#files.set(file.path, file);
  }

  /** `/workspace` as it stands, redacted, for a run that leaves this process. */
  redactedFiles(): WorkspaceFile[] {
    return [...this.#files.values()].map(({ path, bytes }) => {
      const stream = this.#parts.redactor.openByteStream();
      const shown = [stream.push(bytes), stream.end()];
      return { path: this.#parts.redactor.redact(path), bytes: Buffer.concat(shown) };
    });
  }

  /**
   * Runs a call with `env` as its `process.env` and `os.environ`; its output is emitted as it comes. Never throws for
   * anything the code does.
   */
  async run(call: PlannedCode, env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<ToolOutcome> {
    const { session, redactor } = this.#parts;
    const egress = this.#parts.egress.openCall();
    const output = this.#openOutput(call.callId);
    const outcome = await session.execute({
      language: call.language,
      code: call.code,
      env,
      files: [...this.#files.values()],
      egress,
      onOutput: ({ stream, text }) => output.push(stream, text),
      signal,
    });
    output.end();
    this.#parts.counters.countToolCall(call.language, outcome.error?.kind ?? null);
    for (const file of outcome.files) this.#files.set(file.path, file);
    const result = outcome.result === null ? null : this.#withinBudget(redactor.redact(outcome.result));
    const error = redactError(outcome.error, redactor);
    const log = egress.log();
    const denials = deniedRequests(log);
    return {
      finished: {
        type: 'tool.finished',
        toolCallId: call.callId,
        result,
        error,
        outputLost: outcome.outputLost + output.lost(),
        durationMs: outcome.durationMs,
        requests: loggedRequests(log, (text) => redactor.redact(text)),
      },
      message: toolMessage({ result, output: output.text(), error, denials }, (text) => redactor.redact(text)),
    };
  }

  #openOutput(toolCallId: string) {
    const { redactor, emit } = this.#parts;
    const streams = { stdout: redactor.openStream(), stderr: redactor.openStream() };
    let shown = '';
    let lost = 0;
    const show = (stream: 'stdout' | 'stderr', redacted: string): void => {
      const text = this.#withinBudget(redacted);
      lost += redacted.length - text.length;
      if (text === '') return;
      shown += text;
      emit({ type: 'tool.output', toolCallId, stream, text });
    };
    return {
      push: (stream: 'stdout' | 'stderr', text: string): void => show(stream, streams[stream].push(text)),
      end: (): void => {
        show('stdout', streams.stdout.end());
        show('stderr', streams.stderr.end());
      },
      text: (): string => shown,
      lost: (): number => lost,
    };
  }

  #withinBudget(text: string): string {
    const kept = text.slice(0, this.#shownLeft);
    this.#shownLeft -= kept.length;
    return kept;
  }
}

function redactError(error: ToolFailure | null, redactor: Redactor): ToolFailure | null {
  return error === null ? null : { kind: error.kind, message: redactor.redact(error.message) };
}

function deniedRequests(log: readonly EgressLogEntry[]): DeniedRequest[] {
  return log
    .filter(({ errorCode }) => errorCode === 'DENIED')
    .map(({ method, host, secrets = [] }) => ({
      method,
      host,
      reason: denialReason(secrets.filter(({ mode }) => mode === 'sealed').map(({ name }) => name)),
    }));
}

function denialReason(sealed: readonly string[]): string {
  if (sealed.length === 0) return 'EGRESS_DENIED: the sandbox may not connect there. Do not try again.';
  const names = [...new Set(sealed)].join(', ');
  return `EGRESS_DENIED: ${names} is sealed and may not go to this host or place. Do not try again; say which host the user would have to allow on the Secrets page.`;
}
