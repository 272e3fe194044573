/*
 * One tool call, from the model's code to what everybody else may see of it. Trusted: nothing that comes out of the
 * sandbox. What must never cross: output, result or error that did not go through the run's redactor.
 */
import { type LoggedRequest, MAX_CALL_SECRETS, type RunEventBody, type ToolFailure } from '@cloakroom/contracts';
import type { JournalUse } from '@cloakroom/persistence';
import type { Redactor } from '@cloakroom/redaction';
import type { EgressLogEntry, SandboxSession, WorkspaceFile } from '@cloakroom/sandbox';
import type { RunEgress } from '../egress/egress-broker.js';
import type { CallArtifacts } from '../files/artifact-keeper.js';
import type { PlannedCode } from '../model/model.port.js';
import { PacedRedaction } from '../secrets/paced-redaction.js';
import { CallOutput } from './call-output.js';
import type { BeforeFirstSignature, CallSigning, SigningLog } from '../signing/call-signer.js';
import { loggedRequests, toldRequests } from './logged-requests.js';
import { RunWorkspace } from './run-workspace.js';
import { type DeniedRequest, type ToolReport, toolMessage } from './tool-message.js';
import type { WorkerCounters } from '../presence/worker-counters.js';

/** What one run's tool calls share. */
export interface ToolRunnerParts {
  readonly session: SandboxSession;
  readonly egress: RunEgress;
  readonly redactor: Redactor;
  /** Lets other runs in while this one's texts are redacted; default: its own. */
  readonly paced?: PacedRedaction;
  readonly emit: (event: RunEventBody) => void;
  /** Makes what signs for one call; without it nothing is signed. */
  readonly openSigner?: (beforeFirst: BeforeFirstSignature) => CallSigning;
  /** Writes a use of secrets down before it happens; when it throws, nothing is sent and nothing is signed. */
  readonly noteUse?: (toolCallId: string, use: JournalUse) => Promise<void>;
  /** `/workspace` before the first call. */
  readonly files?: readonly WorkspaceFile[];
  /** Loads what the user attached; called once, before the first call. What `files` has of it goes first. */
  readonly loadAttachments?: () => Promise<readonly WorkspaceFile[]>;
  /** Keeps files that a call wrote or changed for its user; without it none is kept. */
  readonly keepArtifacts?: (files: readonly WorkspaceFile[]) => Promise<CallArtifacts>;
  readonly counters: WorkerCounters;
}

/** What came of a call, redacted. */
export interface ToolOutcome {
  readonly finished: Extract<RunEventBody, { type: 'tool.finished' }>;
  /** Every request; `finished` tells of as many as may be told. */
  readonly requests: readonly LoggedRequest[];
  /** What the call had signed, and what it was refused. */
  readonly signing: SigningLog;
  /** What the model is told. */
  readonly message: string;
}

/** Characters of output and results that one run shows and stores; what goes beyond is counted as lost. */
const MAX_SHOWN_CHARS = 2_000_000;

/** Carries out the tool calls of one run, one at a time, and keeps its `/workspace` between them. */
export class ToolRunner {
  readonly #parts: ToolRunnerParts;
  readonly #paced: PacedRedaction;
  readonly #workspace: RunWorkspace;
  #isPlaced = false;
  #shownLeft = MAX_SHOWN_CHARS;

  constructor(parts: ToolRunnerParts) {
    this.#parts = parts;
    this.#paced = parts.paced ?? new PacedRedaction(parts.redactor);
    this.#workspace = new RunWorkspace(parts.files ?? []);
  }

  /** `/workspace` as it stands, redacted, for a run that leaves this process; without untouched attachments. */
  async redactedFiles(): Promise<WorkspaceFile[]> {
    const files: WorkspaceFile[] = [];
    for (const { path, bytes } of this.#workspace.written()) {
      files.push({ path: await this.#paced.redact(path), bytes: await this.#paced.redactBytes(bytes) });
    }
    return files;
  }

  /**
   * Runs a call with `env` as its `process.env` and `os.environ`; its output is emitted as it comes. Never throws for
   * anything the code does.
   */
  async run(call: PlannedCode, env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<ToolOutcome> {
    const { session, redactor } = this.#parts;
    await this.#placeAttachments();
    const egress = this.#parts.egress.openCall((hop) => this.#noteSent(call.callId, hop));
    const signer = this.#parts.openSigner?.(({ name, mode }) =>
      this.#note(call.callId, { kind: 'signed', name, mode }),
    );
    const masksBefore = redactor.counts();
    const output = this.#openOutput(call.callId, signal);
    const outcome = await session.execute({
      language: call.language,
      code: call.code,
      env,
      files: this.#workspace.list(),
      egress,
      ...(signer === undefined ? {} : { signing: signer }),
      onOutput: ({ stream, text }) => output.push(stream, text),
      signal,
    });
    await output.end();
    this.#parts.counters.countToolCall(call.language, outcome.error?.kind ?? null);
    const { changed, removed } = this.#workspace.take(outcome.files);
    const artifacts = changed.length === 0 || signal.aborted ? {} : await this.#parts.keepArtifacts?.(changed);
    const result = outcome.result === null ? null : this.#withinBudget(await this.#paced.redact(outcome.result));
    const error = await this.#redactError(outcome.error);
    const masked = masksSince(masksBefore, redactor.counts());
    const log = egress.log();
    const requests = await this.#paced.apply((redact) => loggedRequests(log, redact));
    return {
      finished: {
        type: 'tool.finished',
        toolCallId: call.callId,
        result,
        error,
        outputLost: outcome.outputLost + output.lost,
        durationMs: outcome.durationMs,
        requests: toldRequests(requests),
        masked,
        secrets: [],
        ...artifacts,
      },
      requests,
      signing: signer?.log() ?? { signed: [], refused: [] },
      message: await this.#messageOf({
        result,
        output: output.text,
        error,
        denials: deniedRequests(log),
        removed,
        ...artifacts,
      }),
    };
  }

  async #placeAttachments(): Promise<void> {
    if (this.#isPlaced) return;
    this.#workspace.place((await this.#parts.loadAttachments?.()) ?? []);
    this.#isPlaced = true;
  }

  async #noteSent(toolCallId: string, hop: EgressLogEntry): Promise<void> {
    for (const request of await this.#paced.apply((redact) => loggedRequests([hop], redact))) {
      await this.#note(toolCallId, { kind: 'sent', request });
    }
  }

  async #note(toolCallId: string, use: JournalUse): Promise<void> {
    await this.#parts.noteUse?.(toolCallId, use);
  }

  /** Result and error are redacted already; in the output a value may have come together from both streams. */
  async #messageOf({ result, output, error, denials, removed = [], ...artifacts }: ToolReport): Promise<string> {
    const shown = {
      result,
      output: await this.#paced.redact(output),
      error,
      denials: await this.#shownDenials(denials),
      removed: await this.#paced.apply((redact) => removed.map(redact)),
      ...artifacts,
    };
    return toolMessage(shown, (text) => text);
  }

  #shownDenials(denials: readonly DeniedRequest[]): Promise<DeniedRequest[]> {
    return this.#paced.apply((redact) =>
      denials.map(({ method, host, reason }) => ({ method: redact(method), host: redact(host), reason })),
    );
  }

  #openOutput(toolCallId: string, signal: AbortSignal): CallOutput {
    const { redactor, emit } = this.#parts;
    const withinBudget = (text: string): string => this.#withinBudget(text);
    return new CallOutput({ toolCallId, redactor, paced: this.#paced, emit, withinBudget, signal });
  }

  async #redactError(error: ToolFailure | null): Promise<ToolFailure | null> {
    return error === null ? null : { kind: error.kind, message: await this.#paced.redact(error.message) };
  }

  #withinBudget(text: string): string {
    const kept = text.slice(0, this.#shownLeft);
    this.#shownLeft -= kept.length;
    return kept;
  }
}

function masksSince(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): { name: string; count: number }[] {
  return [...now]
    .map(([name, count]) => ({ name, count: count - (before.get(name) ?? 0) }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .slice(0, MAX_CALL_SECRETS);
}

function deniedRequests(log: readonly EgressLogEntry[]): DeniedRequest[] {
  return log
    .filter(({ errorCode, status }) => errorCode === 'DENIED' && status === null)
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
