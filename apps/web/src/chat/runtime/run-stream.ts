import {
  emptyRunView,
  isFinalRunStatus,
  isRunIntact,
  placeOfEvent,
  reduceRun,
  type MessageView,
  type RunBase,
  type RunEvent,
  type RunSubscribed,
  type RunView,
} from '@cloakroom/contracts';

/** What folding a batch led to. `gap`: something before it is missing, so the run must be subscribed to again. */
export interface FoldResult {
  readonly view: RunView;
  readonly gap: boolean;
}

/**
 * Folds a batch in: known events are passed over, and folding stops at the first gap. What turns out not to be what the
 * run's writer held is thrown away, to be fetched from the beginning; `hash` is `null` from there on.
 */
export function foldEvents(view: RunView, events: readonly RunEvent[]): FoldResult {
  let folded = view;
  for (const event of events) {
    if (event.runId !== view.runId) continue;
    if (placeOfEvent(folded, event) === 'gap') return { view: folded, gap: true };
    folded = reduceRun(folded, event);
    if (!isRunIntact(folded, event)) return startOver(view.runId);
  }
  return { view: folded, gap: false };
}

/**
 * Takes in the answer to a subscription. A log that has expired answers with the stored message, which replaces what
 * was folded; a run that ended without a log entry (stopped while it waited) still ends here.
 */
export function foldSubscription(view: RunView, answer: RunSubscribed): FoldResult {
  if (answer.message !== null) return { view: viewOfStored(view.runId, view.lastSeq, answer.message), gap: false };
  const from =
    answer.base === undefined || answer.base.seq <= view.lastSeq ? view : viewOfBase(view, answer, answer.base);
  const result = foldEvents(from, answer.events);
  const { hash } = result.view;
  if (!result.gap && hash !== null && answer.hash !== undefined && hash !== answer.hash) return startOver(view.runId);
  if (result.gap || isFinalRunStatus(result.view.status) || !isFinalRunStatus(answer.status)) return result;
  return { view: { ...result.view, status: answer.status, phase: null }, gap: false };
}

function startOver(runId: string): FoldResult {
  return { view: { ...emptyRunView(runId), hash: null }, gap: true };
}

/** What the run had told before the first event that is still to be had. */
function viewOfBase(view: RunView, { status }: RunSubscribed, { seq, parts, hash }: RunBase): RunView {
  const phase = status === 'waiting' ? 'waiting-for-user' : null;
  const { runId, attempt } = view;
  const checked = view.hash === null ? null : (hash ?? null);
  return { ...emptyRunView(runId), hash: checked, attempt, lastSeq: seq, status, phase, parts };
}

/** A stored message as the view of its run. */
function viewOfStored(runId: string, lastSeq: number, message: MessageView): RunView {
  return {
    ...emptyRunView(runId),
    hash: null,
    lastSeq,
    status: message.run?.status ?? 'finished',
    parts: message.parts,
    error: message.run?.error ?? null,
  };
}
