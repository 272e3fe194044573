/*
 * What one attempt does between its start and its end: model answers and tool calls. Everything that is emitted,
 * remembered or sent to the model goes through the run's redactor; only the sandbox gets the model's code as written.
 */
import { randomUUID } from 'node:crypto';
import { operationalError } from '@cloakroom/platform';
import { planCall, redactAsk, redactedArgs } from '../model/model-tools.js';
import type {
  ModelAnswer,
  ModelCall,
  ModelMessage,
  PlannedCall,
  PlannedCode,
  PlannedRequest,
} from '../model/model.port.js';
import type { PacedRedaction } from '../secrets/paced-redaction.js';
import type { RunSecrets } from '../secrets/run-secrets.js';
import { callSecrets } from '../tools/call-secrets.js';
import { toolMessage } from '../tools/tool-message.js';
import type { ToolOutcome, ToolRunner } from '../tools/tool-runner.js';
import type { RunAsks, RunCheckpoint, TranscriptMessage } from './run-checkpoint.js';
import type { RunControl } from './run-control.js';
import type { RunEventWriter } from './run-event.writer.js';
import type { RunParts } from './run-parts.js';
import type { RunInput, RunState } from './run-state.js';
import type { ClaimedRun, RunPrompt } from './run-store.port.js';
import { UserQuestions } from './user-questions.js';

/** What an attempt works with. */
export interface AgentTurnParts {
  readonly run: ClaimedRun;
  readonly parts: RunParts;
  readonly writer: RunEventWriter;
  readonly control: RunControl;
  readonly secrets: RunSecrets;
  readonly paced: PacedRedaction;
  readonly tools: ToolRunner;
  /** System message and history, redacted. */
  readonly preamble: readonly ModelMessage[];
  readonly transcript: TranscriptMessage[];
  /** The question that the first call has waited for. */
  readonly asks: RunAsks | null;
}

/** See the head of this file. Each method does one state's work and says what came of it. */
export class AgentTurn {
  readonly #turn: AgentTurnParts;
  readonly #questions: UserQuestions;
  #sandboxAnnounced = false;

  constructor(turn: AgentTurnParts) {
    this.#turn = turn;
    this.#questions = new UserQuestions(turn);
  }

  /** Asks the model for its next answer, with what the user has added meanwhile. */
  async think(step: number): Promise<RunInput> {
    const { writer, transcript, parts, control } = this.#turn;
    writer.emit({ type: 'run.phase', phase: 'thinking' });
    await this.#tellSteers(step);
    const answer = await this.#ask();
    control.budget.spend(answer.tokens, answer.calls.length > 0);
    if (answer.text === '' && answer.calls.length === 0) {
      throw operationalError('model-empty', 'The model gave an empty answer. Try again.');
    }
    const { message, planned, problems } = await this.#turn.paced.apply((redact) =>
      planCalls(answer, parts.limits.maxCallsPerStep, redact),
    );
    transcript.push(message, ...problems);
    const done = answer.calls.length === 0 && !(step < parts.limits.maxSteps && (await this.#isSteered()));
    return { type: 'model-answered', calls: planned, done };
  }

  async #isSteered(): Promise<boolean> {
    const { run, parts } = this.#turn;
    return (await parts.store.openSteers(run)).length > 0;
  }

  /** Marked as told once the checkpoint has them: a worker that dies before tells them again, one that dies after does not. */
  async #tellSteers(step: number): Promise<void> {
    const { run, parts, writer, transcript, paced } = this.#turn;
    const steers = await parts.store.openSteers(run);
    if (steers.length === 0) return;
    const known = new Set(writer.view.parts.map((part) => (part.type === 'steer' ? part.steerId : '')));
    for (const { id: steerId, text } of steers) {
      if (known.has(steerId)) continue;
      const shown = await paced.redact(text);
      writer.emit({ type: 'run.steered', steerId, text: shown });
      transcript.push({ role: 'user', content: shown });
    }
    await this.#saveCheckpoint(step - 1, { started: null, waiting: [] });
    await parts.store.markSteersTold(
      run,
      steers.map(({ id }) => id),
    );
  }

  /** Carries out the first of the calls that are left, or finds that its user has to be asked before. */
  async call(state: Calling): Promise<RunInput> {
    const [call, ...rest] = state.calls;
    if (call === undefined) return { type: 'call-answered' };
    return call.kind === 'code' ? this.#runCode(state, call, rest) : this.#requestSecret(state, call, rest);
  }

  async #requestSecret(state: Calling, call: PlannedRequest, rest: readonly PlannedCall[]): Promise<RunInput> {
    const asked = await this.#questions.secret(call.callId, call.ask);
    switch (asked.outcome) {
      case 'wait':
        return this.#wait(state, asked.prompt, [call, ...rest]);
      case 'closed':
        return this.#answer(state, call, rest, this.#questions.messageOf(asked.prompt));
      case 'needless':
        return this.#answer(state, call, rest, asked.message);
    }
  }

  /** Answers a call that was not run. */
  async #answer(
    state: Calling,
    { callId }: PlannedCall,
    rest: readonly PlannedCall[],
    content: string,
  ): Promise<RunInput> {
    this.#turn.transcript.push({ role: 'tool', callId, content });
    await this.#saveCheckpoint(state.step, { started: null, waiting: rest.map((call) => call.callId) });
    return { type: 'call-answered' };
  }

  /** From this checkpoint on, every attempt comes back to the same question. */
  async #wait({ step }: Calling, prompt: RunPrompt, calls: readonly PlannedCall[]): Promise<RunInput> {
    const { paced } = this.#turn;
    const shown = await paced.apply((redact) => calls.map((call) => redactedCall(call, redact)));
    const waiting = calls.map(({ callId }) => callId);
    const workspaceId = await this.#saveWorkspace();
    await this.#saveCheckpoint(step, { started: null, waiting }, { promptId: prompt.id, calls: shown, workspaceId });
    const transcript = [...this.#turn.transcript];
    const { spent } = this.#turn.control.budget;
    return { type: 'asks', suspension: { prompt, step, calls: shown, transcript, workspaceId, spent } };
  }

  async #saveWorkspace(): Promise<string | null> {
    const { run, parts, tools } = this.#turn;
    const files = await tools.redactedFiles();
    if (files.length === 0) return null;
    const workspaceId = randomUUID();
    await parts.store.saveWorkspace(run, workspaceId, files);
    return workspaceId;
  }

  async #runCode(state: Calling, call: PlannedCode, rest: readonly PlannedCall[]): Promise<RunInput> {
    await this.#turn.secrets.refresh();
    const leave = await this.#questions.leave(call);
    switch (leave.outcome) {
      case 'wait':
        return this.#wait(state, leave.prompt, [call, ...rest]);
      case 'closed':
        return this.#answer(state, call, rest, this.#questions.messageOf(leave.prompt));
      case 'needless':
        return this.#answer(state, call, rest, leave.message);
      case 'free':
        return this.#start(state, call, { rest, env: this.#turn.secrets.env(leave.withheld) });
    }
  }

  async #start(state: Calling, call: PlannedCode, { rest, env }: Start): Promise<RunInput> {
    const { writer, control, tools, transcript, secrets, paced } = this.#turn;
    const waiting = rest.map(({ callId }) => callId);
    if (!this.#sandboxAnnounced) writer.emit({ type: 'run.phase', phase: 'starting-sandbox' });
    this.#sandboxAnnounced = true;
    const { callId: toolCallId, language } = call;
    writer.emit({ type: 'tool.started', toolCallId, language, code: await paced.redact(call.code) });
    await this.#saveCheckpoint(state.step, { started: toolCallId, waiting });
    writer.emit({ type: 'run.phase', phase: 'running-agent' });
    const named = secrets.namedIn(call.code);
    const given = Object.keys(env);
    await this.#turn.parts.recorder.begin(this.#turn.run, { toolCallId, given, named: named.map(({ name }) => name) });
    const outcome = await tools.run(call, env, control.signal);
    await this.#record(toolCallId, outcome);
    if (control.reason === 'shutdown' || control.reason === 'fence-lost') return { type: 'call-answered' };
    const { requests } = outcome;
    const read = named.filter(({ name }) => given.includes(name));
    writer.emit({
      ...outcome.finished,
      secrets: callSecrets({ named: read, requests, signed: outcome.signing.signed }),
    });
    transcript.push({ role: 'tool', callId: toolCallId, content: outcome.message });
    await this.#saveCheckpoint(state.step, { started: null, waiting });
    const signed = outcome.signing.signed.map(({ name }) => name);
    this.#markUsed(secrets.takeNewlyUsed(call.code, signed));
    return { type: 'call-answered' };
  }

  /** What has left is written down whoever has the run by now; the answer is not lost for an entry that could not be. */
  async #record(toolCallId: string, { requests, signing }: ToolOutcome): Promise<void> {
    const { run, parts } = this.#turn;
    try {
      await parts.recorder.end(run, toolCallId, { requests, signing });
    } catch (error) {
      parts.logger.error({ err: error, runId: run.runId, toolCallId }, 'The use of secrets could not be written down');
    }
  }

  async #ask(): Promise<ModelAnswer> {
    const { writer, control, secrets, paced, preamble, transcript, parts } = this.#turn;
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
          await paced.push(shown, text, show);
          await writer.room();
        },
        control.signal,
      );
    } finally {
      show(shown.end());
    }
  }

  async #saveCheckpoint(
    step: number,
    unanswered: RunCheckpoint['unanswered'],
    asks: RunCheckpoint['asks'] = null,
  ): Promise<void> {
    const { run, writer, transcript, parts, control } = this.#turn;
    await writer.flush();
    const view = writer.view;
    await parts.store.saveCheckpoint(run, {
      v: 1,
      seq: view.lastSeq,
      hash: view.hash,
      step,
      spent: control.budget.spent,
      parts: [...view.parts],
      transcript: [...transcript],
      unanswered,
      asks,
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

function planCalls(answer: ModelAnswer, maxCalls: number, redact: Redact) {
  const planned: PlannedCall[] = [];
  const problems: TranscriptMessage[] = [];
  const calls = answer.calls.map((call, index): ModelCall => {
    const own = { ...call, callId: randomUUID() };
    const plan =
      index < maxCalls ? plannedCall(own, redact) : { problem: `At most ${maxCalls} calls at once are carried out.` };
    if ('problem' in plan) {
      problems.push({ role: 'tool', callId: own.callId, content: problemMessage(plan.problem) });
      return { ...own, args: redact(call.args) };
    }
    planned.push(plan);
    return { ...own, args: redactedArgs(plan, redact) };
  });
  const message: TranscriptMessage = { role: 'assistant', content: redact(answer.text), calls };
  return { message, planned, problems };
}

/** A name that is itself a value would be shown: such a question is not asked. */
function plannedCall(call: ModelCall, redact: Redact): PlannedCall | { readonly problem: string } {
  const plan = planCall(call);
  if (!('kind' in plan) || plan.kind === 'code') return plan;
  if (redact(plan.ask.name) !== plan.ask.name) return { problem: 'The user was not asked. Choose another name.' };
  return { ...plan, ask: redactAsk(plan.ask, redact) };
}

type Redact = (text: string) => string;

interface Start {
  readonly rest: readonly PlannedCall[];
  readonly env: Readonly<Record<string, string>>;
}

type Calling = Extract<RunState, { at: 'calling' }>;

function redactedCall(call: PlannedCall, redact: Redact): PlannedCall {
  return call.kind === 'code' ? { ...call, code: redact(call.code) } : { ...call, ask: redactAsk(call.ask, redact) };
}

function problemMessage(problem: string): string {
  const error = { kind: 'USER_ERROR', message: problem } as const;
  return toolMessage({ result: null, output: '', error, denials: [] }, (text) => text);
}
