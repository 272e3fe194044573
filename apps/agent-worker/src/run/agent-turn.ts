/*
 * What one attempt does between its start and its end: model answers and tool calls. Everything that is emitted,
 * remembered or sent to the model goes through the run's redactor; only the sandbox gets the model's code as written.
 */
import { randomUUID } from 'node:crypto';
import { operationalError } from '@cloakroom/platform';
import { planCall } from '../model/model-tools.js';
import type { ModelAnswer, ModelCall, ModelMessage, PlannedCall } from '../model/model.port.js';
import type { RunSecrets } from '../secrets/run-secrets.js';
import { toolMessage } from '../tools/tool-message.js';
import type { ToolRunner } from '../tools/tool-runner.js';
import type { RunCheckpoint, TranscriptMessage } from './run-checkpoint.js';
import type { RunControl } from './run-control.js';
import type { RunEventWriter } from './run-event.writer.js';
import type { RunParts } from './run-parts.js';
import type { RunInput, RunState } from './run-state.js';
import type { ClaimedRun } from './run-store.port.js';

/** What an attempt works with. */
export interface AgentTurnParts {
  readonly run: ClaimedRun;
  readonly parts: RunParts;
  readonly writer: RunEventWriter;
  readonly control: RunControl;
  readonly secrets: RunSecrets;
  readonly tools: ToolRunner;
  /** System message and history, redacted. */
  readonly preamble: readonly ModelMessage[];
  readonly transcript: TranscriptMessage[];
}

/** See the head of this file. Each method does one state's work and says what came of it. */
export class AgentTurn {
  readonly #turn: AgentTurnParts;
  readonly #redact: (text: string) => string;
  #sandboxAnnounced = false;

  constructor(turn: AgentTurnParts) {
    this.#turn = turn;
    this.#redact = (text) => turn.secrets.redactor.redact(text);
  }

  /** Asks the model for its next answer. */
  async think(): Promise<RunInput> {
    const { writer, transcript, parts } = this.#turn;
    writer.emit({ type: 'run.phase', phase: 'thinking' });
    const answer = await this.#ask();
    if (answer.text === '' && answer.calls.length === 0) {
      throw operationalError('model-empty', 'The model gave an empty answer. Try again.');
    }
    const { message, planned, problems } = this.#planCalls(answer, parts.limits.maxCallsPerStep);
    transcript.push(message, ...problems);
    return { type: 'model-answered', calls: planned, done: answer.calls.length === 0 };
  }

  /** Carries out the first of the calls that are left. */
  async call(state: Extract<RunState, { at: 'calling' }>): Promise<RunInput> {
    const { writer, control, tools, transcript, secrets } = this.#turn;
    const [call, ...rest] = state.calls;
    if (call === undefined) return { type: 'call-answered' };
    const waiting = rest.map(({ callId }) => callId);
    if (!this.#sandboxAnnounced) writer.emit({ type: 'run.phase', phase: 'starting-sandbox' });
    this.#sandboxAnnounced = true;
    const { callId: toolCallId, language } = call;
    writer.emit({ type: 'tool.started', toolCallId, language, code: this.#redact(call.code) });
    await this.#saveCheckpoint(state.step, { started: toolCallId, waiting });
    writer.emit({ type: 'run.phase', phase: 'running-agent' });
    const outcome = await tools.run(call, control.signal);
    if (control.reason === 'shutdown' || control.reason === 'fence-lost') return { type: 'call-answered' };
    writer.emit(outcome.finished);
    transcript.push({ role: 'tool', callId: toolCallId, content: outcome.message });
    await this.#saveCheckpoint(state.step, { started: null, waiting });
    this.#markUsed(secrets.takeNewlyUsed(call.code));
    return { type: 'call-answered' };
  }

  async #ask(): Promise<ModelAnswer> {
    const { writer, control, secrets, preamble, transcript, parts } = this.#turn;
    const shown = secrets.redactor.openStream();
    let separator = transcript.length > 0 && writer.view.parts.at(-1)?.type === 'text' ? '\n\n' : '';
    const show = (text: string): void => {
      if (text === '') return;
      writer.emit({ type: 'text.delta', text: separator + text });
      separator = '';
    };
    try {
      return await parts.model.answer(
        [...preamble, ...transcript],
        async (text) => {
          show(shown.push(text));
          await writer.room();
        },
        control.signal,
      );
    } finally {
      show(shown.end());
    }
  }

  #planCalls(answer: ModelAnswer, maxCalls: number) {
    const planned: PlannedCall[] = [];
    const problems: TranscriptMessage[] = [];
    const calls = answer.calls.map((call, index): ModelCall => {
      const own = { ...call, callId: randomUUID() };
      const plan = index < maxCalls ? planCall(own) : { problem: `At most ${maxCalls} calls at once are carried out.` };
      if ('problem' in plan) {
        problems.push({ role: 'tool', callId: own.callId, content: problemMessage(plan.problem) });
        return { ...own, args: this.#redact(call.args) };
      }
      planned.push(plan);
      return { ...own, args: JSON.stringify({ code: this.#redact(plan.code) }) };
    });
    const message: TranscriptMessage = { role: 'assistant', content: this.#redact(answer.text), calls };
    return { message, planned, problems };
  }

  async #saveCheckpoint(step: number, unanswered: RunCheckpoint['unanswered']): Promise<void> {
    const { run, writer, transcript, parts } = this.#turn;
    await writer.flush();
    const view = writer.view;
    await parts.store.saveCheckpoint(run, {
      v: 1,
      seq: view.lastSeq,
      step,
      parts: [...view.parts],
      transcript: [...transcript],
      unanswered,
    });
  }

  #markUsed(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const { run, parts } = this.#turn;
    parts.store.markSecretsUsed(run.userId, ids).catch((error: unknown) => {
      parts.logger.warn({ err: error, runId: run.runId }, 'The use of secrets was not recorded');
    });
  }
}

function problemMessage(problem: string): string {
  const error = { kind: 'USER_ERROR', message: problem } as const;
  return toolMessage({ result: null, output: '', error, denials: [] }, (text) => text);
}
