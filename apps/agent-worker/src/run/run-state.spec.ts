import type { PlannedCall } from '../model/model.port.js';
import { type RunInput, type RunState, advance } from './run-state.js';

const call = (callId: string): PlannedCall => ({ kind: 'code', callId, language: 'javascript', code: '1' });
const thinking: RunState = { at: 'thinking', step: 1 };
const calling: RunState = { at: 'calling', step: 1, calls: [call('a'), call('b')] };
const ending: RunState = { at: 'ending', ending: { status: 'finished', error: null } };
const failure = { code: 'x', message: 'X.' };
const step = (state: RunState, input: RunInput): RunState => advance(state, input, 3);

describe('advance', () => {
  it('goes from answer to calls to the next answer to the end', () => {
    const inputs: RunInput[] = [
      { type: 'model-answered', calls: [call('a'), call('b')], done: false },
      { type: 'call-answered' },
      { type: 'call-answered' },
      { type: 'model-answered', calls: [], done: true },
      { type: 'stored' },
    ];
    const states = inputs.reduce<RunState[]>((path, input) => [...path, step(path.at(-1) ?? thinking, input)], []);
    expect(states.map(({ at }) => at)).toEqual(['calling', 'calling', 'thinking', 'ending', 'ended']);
    expect(states[1]).toEqual({ at: 'calling', step: 1, calls: [call('b')] });
    expect(states[2]).toEqual({ at: 'thinking', step: 2 });
  });

  it('asks again when none of the calls could be planned', () => {
    expect(step(thinking, { type: 'model-answered', calls: [], done: false })).toEqual({ at: 'thinking', step: 2 });
  });

  it('fails when the steps are used up', () => {
    const last: RunState = { at: 'calling', step: 3, calls: [call('a')] };
    expect(step(last, { type: 'call-answered' })).toMatchObject({
      at: 'ending',
      ending: { status: 'failed', error: { code: 'too-many-steps' } },
    });
  });

  it.each([thinking, calling])('leaves work for every reason to stop: %j', (state) => {
    expect(step(state, { type: 'cancelled' })).toMatchObject({ at: 'ending', ending: { status: 'cancelled' } });
    expect(step(state, { type: 'failed', error: failure })).toMatchObject({
      ending: { status: 'failed', error: failure },
    });
    expect(step(state, { type: 'fence-lost' })).toEqual({ at: 'abandoned' });
    expect(step(state, { type: 'shutdown' })).toEqual({ at: 'handed-over' });
  });

  it('keeps to an ending once decided, unless the run is lost', () => {
    for (const input of [{ type: 'cancelled' }, { type: 'failed', error: failure }, { type: 'shutdown' }] as const) {
      expect(step(ending, input)).toBe(ending);
    }
    expect(step(ending, { type: 'fence-lost' })).toEqual({ at: 'abandoned' });
  });

  it('never leaves a final state', () => {
    const finals: RunState[] = [{ at: 'ended', ending: ending.ending }, { at: 'abandoned' }, { at: 'handed-over' }];
    const inputs: RunInput[] = [
      { type: 'model-answered', calls: [call('a')], done: false },
      { type: 'call-answered' },
      { type: 'failed', error: failure },
      { type: 'cancelled' },
      { type: 'fence-lost' },
      { type: 'shutdown' },
      { type: 'stored' },
    ];
    for (const state of finals) for (const input of inputs) expect(step(state, input)).toBe(state);
  });
});
