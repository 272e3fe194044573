import { EMPTY_RUN_HASH, type RunView, emptyRunView, isFinalRunStatus, reduceRun } from '@cloakroom/contracts';
import { ownerId } from '@cloakroom/persistence';
import { toolMessageOf } from '../model/history.js';
import { toolMessage } from '../tools/tool-message.js';
import type { RunAsks, TranscriptMessage } from './run-checkpoint.js';
import type { RunEventWriter } from './run-event.writer.js';
import type { RunParts } from './run-parts.js';
import { type RunState, stepAfter } from './run-state.js';
import type { ClaimedRun } from './run-store.port.js';

/**
 * Takes the run's log for this attempt and folds what it tells. When the log is gone or damaged, the view is what the
 * checkpoint holds. Throws `StaleFenceError` when another worker was faster.
 */
export async function openView(run: ClaimedRun, parts: RunParts): Promise<RunView> {
  const lastSeq = await parts.log.open(run.runId, run.attempt, run.checkpoint?.seq ?? 0);
  const [first] = lastSeq === 0 ? [] : await parts.log.read(run.runId, 0, 1);
  if (first === undefined) return viewAt(run, lastSeq, EMPTY_RUN_HASH);
  const folded = await foldLog(viewBefore(run, first.seq), run, parts);
  if (folded.lastSeq === lastSeq) return folded;
  parts.logger.warn({ runId: run.runId, lastSeq, foldedSeq: folded.lastSeq }, 'The log of a run is not whole');
  return viewAt(run, lastSeq, null);
}

/**
 * Where folding begins. A log that was begun anew does not tell what was before it, which the checkpoint holds: the one
 * that stood when it was begun, told by the log's first event to stand, or a later one.
 */
function viewBefore(run: ClaimedRun, firstSeq: number): RunView {
  if (firstSeq === 1) return emptyRunView(run.runId);
  const { checkpoint } = run;
  if (checkpoint === null || checkpoint.seq < firstSeq) return viewAt(run, firstSeq - 1, EMPTY_RUN_HASH);
  return viewAt(run, checkpoint.seq, checkpoint.hash);
}

function viewAt({ runId, checkpoint }: ClaimedRun, lastSeq: number, hash: string | null): RunView {
  return { ...emptyRunView(runId), lastSeq, hash, parts: checkpoint?.parts ?? [] };
}

async function foldLog(from: RunView, run: ClaimedRun, { log, codec, logger }: RunParts): Promise<RunView> {
  let view = from;
  for (;;) {
    const entries = await log.read(run.runId, view.lastSeq);
    const before = view.lastSeq;
    for (const { seq, payload } of entries) {
      try {
        view = reduceRun(view, await codec.decode(ownerId(run.userId), { runId: run.runId, seq, payload }));
      } catch (error) {
        logger.error({ err: error, runId: run.runId, seq }, 'An event of a run could not be opened');
        return view;
      }
    }
    if (view.lastSeq === before) return view;
  }
}

/** Where an attempt starts. */
export interface RunStart {
  readonly state: RunState;
  readonly transcript: readonly TranscriptMessage[];
  /** The question that the first of the calls has waited for, or was about to. */
  readonly asks: RunAsks | null;
}

/**
 * Announces the attempt and finds where it goes on: at the ending, when an earlier attempt decided it; after the
 * checkpoint, where its question to the user may have been answered; or at the beginning. A call that was under way is answered with what is known of it, never run again.
 */
export function startAttempt(run: ClaimedRun, writer: RunEventWriter, maxSteps: number): RunStart {
  const before = writer.view;
  if (isFinalRunStatus(before.status)) return { state: alreadyEnding(before), transcript: [], asks: null };
  const { checkpoint } = run;
  writer.emit({ type: 'run.started', attempt: run.attempt, keepParts: checkpoint?.parts.length ?? 0 });
  if (checkpoint === null) return { state: { at: 'thinking', step: 1 }, transcript: [], asks: null };
  const transcript = [...checkpoint.transcript];
  const { asks, step } = checkpoint;
  if (asks !== null) return { state: { at: 'calling', step, calls: asks.calls }, transcript, asks };
  const { started, waiting } = checkpoint.unanswered;
  if (started !== null) transcript.push(answerOfStarted(started, before, writer));
  for (const callId of waiting) transcript.push({ role: 'tool', callId, content: notRun });
  return { state: stepAfter(step, maxSteps), transcript, asks: null };
}

function alreadyEnding(view: RunView): RunState {
  const status = view.status === 'failed' || view.status === 'cancelled' ? view.status : 'finished';
  return { at: 'ending', ending: { status, error: view.error } };
}

const asItIs = (text: string): string => text;

const notRun = toolMessage(
  {
    result: null,
    output: '',
    error: {
      kind: 'CANCELLED',
      message: 'This call was not run, because the process ended before. Call again if needed.',
    },
    denials: [],
  },
  asItIs,
);

function answerOfStarted(callId: string, view: RunView, writer: RunEventWriter): TranscriptMessage {
  const part = view.parts.find((candidate) => candidate.type === 'tool' && candidate.toolCallId === callId);
  if (part?.type !== 'tool') return { role: 'tool', callId, content: notRun };
  if (part.state === 'running') writer.emit({ type: 'tool.interrupted', toolCallId: callId });
  return { role: 'tool', callId, content: toolMessageOf(part, asItIs) };
}
