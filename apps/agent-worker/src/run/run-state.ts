import type { RunFailure } from '@cloakroom/contracts';
import type { PlannedCall } from '../model/model.port.js';
import type { RunEnding } from './run-ending.js';
import type { RunSuspension } from './run-suspend.js';

/**
 * Where an attempt at a run stands, in this worker.
 *
 * ```
 *             ┌──────── answered, no calls left ────────┐
 *             ▼                                         │
 * ──claim──▶ thinking ── model asks for tools ──▶ calling
 *             │  │                                 │  │ │
 *             │  └─ model is done ───┐   ┌─ failed ┘  │ └── needs its user ──▶ suspending ── stored ──▶ suspended
 *             │                      ▼   ▼            │                             │
 *             │      cancelled ──▶ ending ── stored ──┼──▶ ended                    ├── cancelled ──▶ ending
 *             │                                       │                             └── fence lost ─▶ abandoned
 *             ├── fence lost ──▶ abandoned ◀──────────┤
 *             └── shutdown ────▶ handed-over ◀────────┘
 * ```
 * `ended`, `suspended`, `abandoned` and `handed-over` are final in this worker. What has reached `ending` is decided: a
 * stop that comes later changes nothing, so a run is never both stopped and answered.
 */
export type RunState =
  | { readonly at: 'thinking'; readonly step: number }
  | { readonly at: 'calling'; readonly step: number; readonly calls: readonly PlannedCall[] }
  | { readonly at: 'suspending'; readonly suspension: RunSuspension }
  | { readonly at: 'suspended'; readonly answered: boolean }
  | { readonly at: 'ending'; readonly ending: RunEnding }
  | { readonly at: 'ended'; readonly ending: RunEnding }
  | { readonly at: 'abandoned' }
  | { readonly at: 'handed-over' };

/** What can happen to an attempt. */
export type RunInput =
  /** `done`: the model asked for nothing. Calls that could not be planned are answered already and not in `calls`. */
  | { readonly type: 'model-answered'; readonly calls: readonly PlannedCall[]; readonly done: boolean }
  | { readonly type: 'call-answered' }
  /** The first of the calls that are left cannot begin before the user has answered. */
  | { readonly type: 'asks'; readonly suspension: RunSuspension }
  /** `answered`: the user was faster, so that the run is in the queue again. */
  | { readonly type: 'suspended'; readonly answered: boolean }
  | { readonly type: 'failed'; readonly error: RunFailure }
  | { readonly type: 'cancelled' }
  | { readonly type: 'fence-lost' }
  | { readonly type: 'shutdown' }
  | { readonly type: 'stored' };

/** The state after an input. Pure; an input that means nothing in a state leaves it as it is. */
export function advance(state: RunState, input: RunInput, maxSteps: number): RunState {
  switch (state.at) {
    case 'ended':
    case 'suspended':
    case 'abandoned':
    case 'handed-over':
      return state;
    case 'suspending':
      return advanceSuspension(state, input);
    case 'ending':
      if (input.type === 'stored') return { at: 'ended', ending: state.ending };
      if (input.type === 'fence-lost') return { at: 'abandoned' };
      return state;
    case 'thinking':
    case 'calling':
      return advanceWork(state, input, maxSteps);
  }
}

function advanceSuspension(state: Extract<RunState, { at: 'suspending' }>, input: RunInput): RunState {
  switch (input.type) {
    case 'suspended':
      return { at: 'suspended', answered: input.answered };
    case 'cancelled':
      return { at: 'ending', ending: { status: 'cancelled', error: null } };
    case 'fence-lost':
      return { at: 'abandoned' };
    case 'model-answered':
    case 'call-answered':
    case 'asks':
    case 'failed':
    case 'shutdown':
    case 'stored':
      return state;
  }
}

type Working = Extract<RunState, { at: 'thinking' | 'calling' }>;

function advanceWork(state: Working, input: RunInput, maxSteps: number): RunState {
  switch (input.type) {
    case 'model-answered':
      if (state.at !== 'thinking') return state;
      if (input.done) return { at: 'ending', ending: { status: 'finished', error: null } };
      if (input.calls.length === 0) return stepAfter(state.step, maxSteps);
      return { at: 'calling', step: state.step, calls: input.calls };
    case 'call-answered':
      if (state.at !== 'calling') return state;
      return state.calls.length > 1 ? { ...state, calls: state.calls.slice(1) } : stepAfter(state.step, maxSteps);
    case 'asks':
      return state.at === 'calling' ? { at: 'suspending', suspension: input.suspension } : state;
    case 'failed':
      return { at: 'ending', ending: { status: 'failed', error: input.error } };
    case 'cancelled':
      return { at: 'ending', ending: { status: 'cancelled', error: null } };
    case 'fence-lost':
      return { at: 'abandoned' };
    case 'shutdown':
      return { at: 'handed-over' };
    case 'suspended':
    case 'stored':
      return state;
  }
}

/** The state when every call of a step has its answer. */
export function stepAfter(step: number, maxSteps: number): RunState {
  if (step < maxSteps) return { at: 'thinking', step: step + 1 };
  const error = {
    code: 'too-many-steps',
    message: `The agent used all ${maxSteps} steps of a run without coming to an end. Ask it to go on, or for less at once.`,
  };
  return { at: 'ending', ending: { status: 'failed', error } };
}
