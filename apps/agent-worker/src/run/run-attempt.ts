import type { RunEgress } from '../egress/egress-broker.js';
import { ownerId } from '@cloakroom/persistence';
import { StaleFenceError, toAppError } from '@cloakroom/platform';
import { loadAttachments } from '../files/attachment-loader.js';
import { ArtifactKeeper } from '../files/artifact-keeper.js';
import { planAttachments } from '../files/attached-files.js';
import { historyMessages } from '../model/history.js';
import { systemPrompt } from '../model/system-prompt.js';
import { PacedRedaction } from '../secrets/paced-redaction.js';
import { RunSecrets, storedSecrets } from '../secrets/run-secrets.js';
import { ToolRunner } from '../tools/tool-runner.js';
import { AgentTurn } from './agent-turn.js';
import { timeLimit } from './run-budget.js';
import type { TranscriptMessage } from './run-checkpoint.js';
import type { RunControl, StopReason } from './run-control.js';
import { RunEventWriter } from './run-event.writer.js';
import { finishRun } from './run-finish.js';
import type { RunParts } from './run-parts.js';
import { type RunStart, openView, startAttempt } from './run-recovery.js';
import { type RunInput, type RunState, advance } from './run-state.js';
import { suspendRun } from './run-suspend.js';
import type { ClaimedRun } from './run-store.port.js';

/**
 * Works on a claimed run until it has ended, another worker has it, or it is to be handed over; answers with the final
 * state. Throws only when the ending could not be stored, which a later attempt then does.
 */
export async function runAttempt(run: ClaimedRun, control: RunControl, parts: RunParts): Promise<RunState> {
  await settleEarlierUses(run, parts);
  const writer = await openWriter(run, control, parts);
  let state: RunState = { at: 'abandoned' };
  try {
    const start = startAttempt(run, writer, parts.limits.maxSteps);
    state = await work(start, { run, control, parts, writer });
    if (state.at === 'suspending') state = await suspend(state, { run, control, parts, writer });
    if (state.at === 'ending') state = await end(state, { run, control, parts, writer });
    return state;
  } finally {
    if (state.at !== 'ended') writer.discard();
  }
}

/** What a worker that was killed had let out comes into the audit trail now; the run goes on without that, too. */
async function settleEarlierUses(run: ClaimedRun, { recorder, logger }: RunParts): Promise<void> {
  if (run.attempt === 1) return;
  try {
    await recorder.settleEarlier(run);
  } catch (error) {
    logger.error({ err: error, runId: run.runId }, 'Uses of secrets from an earlier attempt could not be written down');
  }
}

interface Attempt {
  readonly run: ClaimedRun;
  readonly control: RunControl;
  readonly parts: RunParts;
  readonly writer: RunEventWriter;
}

async function openWriter(run: ClaimedRun, control: RunControl, parts: RunParts): Promise<RunEventWriter> {
  const { log, codec, limits, logger } = parts;
  const view = await openView(run, parts);
  return new RunEventWriter({
    view,
    coalesceMs: limits.coalesceMs,
    maxBacklogChars: limits.maxBacklogChars,
    sink: {
      encode: (event) => codec.encode(ownerId(run.userId), event),
      append: (entries) => log.append(run.runId, run.attempt, entries),
    },
    onBroken: (error) => {
      if (!(error instanceof StaleFenceError)) logger.error({ err: error, runId: run.runId }, 'The log of a run broke');
      control.stop('fence-lost');
    },
  });
}

async function work(start: RunStart, attempt: Attempt): Promise<RunState> {
  const { run, parts } = attempt;
  if (start.state.at === 'ending') return start.state;
  const early = earlyInput(attempt);
  if (early !== null) return advance(start.state, early, parts.limits.maxSteps);
  const session = parts.sandbox.openSession({ userId: run.userId, runId: run.runId });
  let secrets: RunSecrets | null = null;
  let egress: RunEgress | null = null;
  try {
    secrets = await RunSecrets.open(storedSecrets(run, parts));
    egress = parts.egress.openRun({
      userId: run.userId,
      runId: run.runId,
      onLog: ({ errorCode }) => parts.counters.countRequest(errorCode),
      requestRewriter: secrets.carrier(),
    });
    const { redactor, openSigner } = secrets;
    const paced = new PacedRedaction(redactor);
    const workspaceId = start.asks?.workspaceId ?? null;
    const files = workspaceId === null ? [] : await parts.store.loadWorkspace(run, workspaceId);
    const emit = attempt.writer.emit.bind(attempt.writer);
    const history = await parts.store.loadHistory(run);
    const attached = await paced.apply((redact) => planAttachments(history, redact));
    const keeper = new ArtifactKeeper(run, parts.files, paced);
    const tools = new ToolRunner({
      session,
      egress,
      redactor,
      paced,
      openSigner,
      emit,
      counters: parts.counters,
      files,
      loadAttachments: () => loadAttachments({ run, files: parts.files, paced, attached: attached.values() }),
      keepArtifacts: (written) => keeper.keep(written),
      noteUse: (toolCallId, use) => parts.recorder.note(run, toolCallId, use),
    });
    const preamble = [
      { role: 'system' as const, content: systemPrompt(secrets.named()) },
      ...(await paced.apply((redact) => historyMessages(history, redact, attached))),
    ];
    const turn = new AgentTurn({
      ...attempt,
      secrets,
      paced,
      tools,
      preamble,
      transcript: await paced.apply((redact) => start.transcript.map((message) => redactedMessage(message, redact))),
      asks: start.asks,
    });
    return await loop(start.state, turn, attempt);
  } catch (error) {
    return advance(start.state, inputOfError(error, attempt), parts.limits.maxSteps);
  } finally {
    secrets?.drop();
    await Promise.all([session.close(), egress?.close()]);
  }
}

/** One state's work after the other, until the run's ending is decided or it is no longer this worker's. */
async function loop(first: RunState, turn: AgentTurn, attempt: Attempt): Promise<RunState> {
  const { control, parts } = attempt;
  let state = first;
  while (state.at === 'thinking' || state.at === 'calling') {
    const input = await oneState(state, turn, attempt);
    state = advance(
      state,
      control.reason === null ? input : inputOfStop(control.reason, attempt),
      parts.limits.maxSteps,
    );
  }
  return state;
}

async function oneState(
  state: Extract<RunState, { at: 'thinking' | 'calling' }>,
  turn: AgentTurn,
  attempt: Attempt,
): Promise<RunInput> {
  try {
    return await (state.at === 'thinking' ? turn.think(state.step) : turn.call(state));
  } catch (error) {
    if (attempt.control.reason !== null) return inputOfStop(attempt.control.reason, attempt);
    return inputOfError(error, attempt);
  }
}

async function suspend(state: Extract<RunState, { at: 'suspending' }>, attempt: Attempt): Promise<RunState> {
  const { run, parts, writer } = attempt;
  try {
    const outcome = await suspendRun(run, state.suspension, writer, parts);
    const input: RunInput =
      outcome === 'cancelled' ? { type: 'cancelled' } : { type: 'suspended', answered: outcome === 'answered' };
    return advance(state, input, parts.limits.maxSteps);
  } catch (error) {
    if (isLost(error, attempt)) return advance(state, { type: 'fence-lost' }, parts.limits.maxSteps);
    throw error;
  }
}

function isLost(error: unknown, { control }: Attempt): boolean {
  return error instanceof StaleFenceError || control.reason === 'fence-lost';
}

async function end(state: Extract<RunState, { at: 'ending' }>, attempt: Attempt): Promise<RunState> {
  const { run, parts, writer } = attempt;
  try {
    await finishRun(run, state.ending, writer, parts);
    return advance(state, { type: 'stored' }, parts.limits.maxSteps);
  } catch (error) {
    if (isLost(error, attempt)) return advance(state, { type: 'fence-lost' }, parts.limits.maxSteps);
    throw error;
  }
}

function earlyInput({ run, control, parts }: Attempt): RunInput | null {
  if (run.cancelRequested) return { type: 'cancelled' };
  if (control.reason !== null) return inputOfStop(control.reason, { parts });
  if (run.tries <= parts.limits.maxAttempts) return null;
  const message = 'The run was interrupted too often and has been given up. Try again.';
  return { type: 'failed', error: { code: 'too-many-attempts', message } };
}

function inputOfStop(reason: StopReason, { parts }: Pick<Attempt, 'parts'>): RunInput {
  switch (reason) {
    case 'cancelled':
    case 'shutdown':
    case 'fence-lost':
      return { type: reason };
    case 'time-limit':
      return { type: 'failed', error: timeLimit(parts.limits) };
  }
}

function inputOfError(error: unknown, { run, parts }: Attempt): RunInput {
  if (error instanceof StaleFenceError) return { type: 'fence-lost' };
  const appError = toAppError(error);
  const level = appError.kind === 'unexpected' ? 'error' : 'warn';
  parts.logger[level]({ err: error, runId: run.runId, code: appError.code }, 'A run failed');
  return { type: 'failed', error: { code: appError.code, message: appError.message } };
}

/** A secret that was saved while the run waited may stand in what it had said before. */
function redactedMessage(message: TranscriptMessage, redact: (text: string) => string): TranscriptMessage {
  const content = redact(message.content);
  if (message.role !== 'assistant') return { ...message, content };
  return { ...message, content, calls: message.calls.map((call) => ({ ...call, args: redact(call.args) })) };
}
