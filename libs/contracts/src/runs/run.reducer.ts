import type { MessagePart, ToolPart } from './message-content.schema.js';
import type { RunEvent, RunFailure, RunPhase } from './run-event.schema.js';
import { EMPTY_RUN_HASH, nextRunHash } from './run-hash.js';
import type { RunStatus } from './run.schema.js';

/** A run as its events tell it: what the page draws, and what is stored as the assistant message at the end. */
export interface RunView {
  readonly runId: string;
  /** Place of the last event that was folded in; 0 before the first. */
  readonly lastSeq: number;
  /** Running hash of what was folded in (see `nextRunHash`); `null`: not known, so that nothing can be compared. */
  readonly hash: string | null;
  readonly attempt: number;
  readonly status: RunStatus;
  readonly phase: RunPhase | null;
  readonly parts: readonly MessagePart[];
  readonly error: RunFailure | null;
}

/** The view of a run of which no event is known yet. */
export function emptyRunView(runId: string): RunView {
  return { runId, lastSeq: 0, hash: EMPTY_RUN_HASH, attempt: 0, status: 'queued', phase: null, parts: [], error: null };
}

/** How an event relates to a view: the next one, one that was folded in already, or one after a hole. */
export function placeOfEvent(view: RunView, event: RunEvent): 'next' | 'known' | 'gap' {
  if (event.seq <= view.lastSeq) return 'known';
  return event.seq === view.lastSeq + 1 ? 'next' : 'gap';
}

/**
 * Folds one event into a view. Pure: used by the worker and the browser alike.
 * An event that is not the next one leaves the view as it is; ask {@link placeOfEvent} when that matters.
 */
export function reduceRun(view: RunView, event: RunEvent): RunView {
  if (event.runId !== view.runId || placeOfEvent(view, event) !== 'next') return view;
  const hash = view.hash === null ? null : nextRunHash(view.hash, event);
  return { ...applyEvent(view, event), lastSeq: event.seq, hash };
}

/**
 * Whether a view that has just folded `event` in holds what its writer held: nothing missing, doubled or of another log.
 * `true` when that cannot be told, as for an event that is not the view's last.
 */
export function isRunIntact(view: RunView, event: RunEvent): boolean {
  if (view.lastSeq !== event.seq || view.hash === null || event.hash === undefined) return true;
  return view.hash === event.hash;
}

function applyEvent(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run.started':
      return {
        ...view,
        status: 'running',
        phase: 'thinking',
        attempt: event.attempt,
        parts: view.parts.slice(0, event.keepParts),
      };
    case 'run.phase':
      return { ...view, phase: event.phase };
    case 'text.delta':
      return { ...view, parts: appendText(view.parts, event.text) };
    case 'tool.started':
      return { ...view, parts: [...view.parts, newToolPart(event)] };
    case 'tool.output':
      return updateTool(view, event.toolCallId, (tool) => ({
        ...tool,
        output: appendOutput(tool.output, event.stream, event.text),
      }));
    case 'tool.finished':
      return updateTool(view, event.toolCallId, (tool) => ({
        ...tool,
        state: event.error === null ? 'succeeded' : 'failed',
        result: event.result,
        error: event.error,
        outputLost: event.outputLost,
        durationMs: event.durationMs,
        requests: event.requests,
        masked: event.masked,
        secrets: event.secrets,
        ...(event.artifacts === undefined ? {} : { artifacts: event.artifacts }),
        ...(event.artifactsLeftOut === undefined ? {} : { artifactsLeftOut: event.artifactsLeftOut }),
      }));
    case 'tool.interrupted':
      return updateTool(view, event.toolCallId, (tool) => ({ ...tool, state: 'interrupted' }));
    case 'prompt.opened':
      return { ...view, status: 'waiting', phase: 'waiting-for-user', parts: openPrompt(view.parts, event) };
    case 'prompt.closed':
      return {
        ...view,
        parts: view.parts.map((part) =>
          part.type === 'prompt' && part.promptId === event.promptId
            ? { ...part, state: event.state, scope: event.scope }
            : part,
        ),
      };
    case 'run.steered':
      return { ...view, parts: [...view.parts, { type: 'steer', steerId: event.steerId, text: event.text }] };
    case 'run.ended':
      return { ...view, status: event.status, phase: null, error: event.error, parts: settleParts(view.parts) };
  }
}

/** The parts of a run that has ended: no call runs any more, and no question is open. */
export function settleParts(parts: readonly MessagePart[]): MessagePart[] {
  return parts.map((part) => {
    if (part.type === 'tool' && part.state === 'running') return { ...part, state: 'interrupted' };
    if (part.type === 'prompt' && part.state === 'open') return { ...part, state: 'withdrawn' };
    return part;
  });
}

function openPrompt(
  parts: readonly MessagePart[],
  { promptId, ask, expiresAt }: Extract<RunEvent, { type: 'prompt.opened' }>,
): MessagePart[] {
  const others = parts.filter((part) => part.type !== 'prompt' || part.promptId !== promptId);
  return [...others, { type: 'prompt', promptId, state: 'open', scope: null, ask, expiresAt }];
}

function appendText(parts: readonly MessagePart[], text: string): MessagePart[] {
  const last = parts.at(-1);
  if (last?.type === 'text') return [...parts.slice(0, -1), { type: 'text', text: last.text + text }];
  return [...parts, { type: 'text', text }];
}

function newToolPart(event: Extract<RunEvent, { type: 'tool.started' }>): ToolPart {
  return {
    type: 'tool',
    toolCallId: event.toolCallId,
    language: event.language,
    code: event.code,
    state: 'running',
    output: [],
    outputLost: 0,
    result: null,
    error: null,
    durationMs: null,
    requests: [],
    masked: [],
    secrets: [],
  };
}

function appendOutput(output: ToolPart['output'], stream: 'stdout' | 'stderr', text: string): ToolPart['output'] {
  const last = output.at(-1);
  if (last?.stream === stream) return [...output.slice(0, -1), { stream, text: last.text + text }];
  return [...output, { stream, text }];
}

function updateTool(view: RunView, toolCallId: string, change: (tool: ToolPart) => ToolPart): RunView {
  return {
    ...view,
    parts: view.parts.map((part) => (part.type === 'tool' && part.toolCallId === toolCallId ? change(part) : part)),
  };
}
