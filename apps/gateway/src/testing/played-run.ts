import { randomUUID } from 'node:crypto';
import {
  EMPTY_RUN_HASH,
  emptyRunView,
  nextRunHash,
  reduceRun,
  type PromptAsk,
  type RunEvent,
  type RunEventBody,
} from '@cloakroom/contracts';
import { HEARTBEAT_STALE_MS, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { RunLog } from '@cloakroom/platform';
import type { TestGateway } from './test-gateway.js';
import type { TestPerson } from './test-person.js';

/** A run whose worker is the test: it writes the log as a worker would. */
export class PlayedRun {
  readonly written: RunEvent[] = [];
  private readonly log: RunLog;
  private hash = EMPTY_RUN_HASH;

  private constructor(
    private readonly gateway: TestGateway,
    private readonly owner: OwnerId,
    readonly run: StoredRun,
    /** Place of the log after which it writes. */
    readonly beganAfter: number,
  ) {
    this.log = gateway.running.app.get(RunLog);
  }

  /** Sends a message and claims its run. */
  static async begin(gateway: TestGateway, person: TestPerson): Promise<PlayedRun> {
    const socket = await person.connect();
    const message = { conversationId: randomUUID(), clientMessageId: randomUUID(), text: 'Tell me a story.' };
    const sent = await socket.client.emitWithAck('message:send', message);
    socket.close();
    if (!sent.ok) throw new Error(`The message was refused: ${sent.error.code}`);
    return PlayedRun.claim(gateway, person, sent.data.runId);
  }

  /** Claims a run that is queued already. */
  static async claim(
    gateway: TestGateway,
    person: TestPerson,
    runId: string,
    now: Date | null = null,
  ): Promise<PlayedRun> {
    const claimed = await gateway.persistence.systemRuns.claimRun(runId, 'played-worker', now);
    if (claimed === null) throw new Error('The run could not be claimed.');
    const last = await gateway.running.app.get(RunLog).open(claimed.id, claimed.attempt);
    return new PlayedRun(gateway, person.owner, claimed, last);
  }

  /** Takes a run over from a worker that has gone silent, after Redis has lost its log. */
  static async takeOver(gateway: TestGateway, person: TestPerson, { runId }: PlayedRun): Promise<PlayedRun> {
    await gateway.redis.commands.del(gateway.keys.runLog(runId), gateway.keys.runLogState(runId));
    return PlayedRun.claim(gateway, person, runId, new Date(Date.now() + 2 * HEARTBEAT_STALE_MS));
  }

  get runId(): string {
    return this.run.id;
  }

  /** Appends events in one go. */
  async append(...bodies: readonly RunEventBody[]): Promise<void> {
    const events = bodies.map((body, index): RunEvent => {
      const seq = this.beganAfter + this.written.length + index + 1;
      const event: RunEvent = { ...body, runId: this.runId, seq, at: Date.now() };
      this.hash = nextRunHash(this.hash, event);
      return { ...event, hash: this.hash };
    });
    this.written.push(...events);
    const entries = await Promise.all(
      events.map(async (event) => ({
        seq: event.seq,
        payload: await this.gateway.persistence.runEvents.encode(this.owner, event),
      })),
    );
    await this.log.append(this.runId, this.run.attempt, entries);
  }

  /** Stores the parts so far as the state that a later attempt goes on from. */
  async saveCheckpoint(): Promise<void> {
    const { runId, run, hash } = this;
    const { lastSeq: seq, parts } = this.written.reduce(reduceRun, emptyRunView(runId));
    const state = { seq, json: JSON.stringify({ seq, parts, hash }) };
    await this.gateway.persistence.systemRuns.saveCheckpoint({ runId, attempt: run.attempt }, run, state);
  }

  /** Asks the user something and gives the run up, in a worker's order; answers with the question's id. */
  async askUser(ask: PromptAsk, expiresAt = new Date(Date.now() + 60_000)): Promise<string> {
    const promptId = await this.openPrompt(ask, expiresAt);
    await this.suspend(promptId);
    return promptId;
  }

  /** Asks the user something, and goes on running. */
  async openPrompt(ask: PromptAsk, expiresAt = new Date(Date.now() + 60_000)): Promise<string> {
    const { id: runId, conversationId } = this.run;
    const id = randomUUID();
    await this.gateway.persistence.prompts.insertOnce(this.owner, { id, runId, conversationId, ask, expiresAt });
    await this.append({ type: 'prompt.opened', promptId: id, ask, expiresAt: expiresAt.getTime() });
    return id;
  }

  /** Gives the run up until the question is answered. */
  async suspend(promptId: string, until = new Date(Date.now() + 60_000)): Promise<void> {
    const { runId, owner, run } = this;
    const { parts } = this.written.reduce(reduceRun, emptyRunView(runId));
    const seq = this.written.length;
    await this.gateway.persistence.messages.storeAnswer(owner, run.assistantMessageId, parts);
    const state = { promptId, until, seq, json: JSON.stringify({ seq, parts }) };
    await this.gateway.persistence.systemRuns.suspend({ runId, attempt: run.attempt }, run, state);
  }

  /** Ends the log, stores the answer, ends the run: in a worker's order. */
  async finish(text: string): Promise<void> {
    await this.append({ type: 'run.ended', status: 'finished', error: null });
    const { messages, systemRuns, conversations } = this.gateway.persistence;
    const { runId, owner, run } = this;
    await messages.storeAnswer(owner, run.assistantMessageId, [{ type: 'text', text }]);
    await systemRuns.endRun({ runId, attempt: run.attempt }, 'finished', null);
    await conversations.clearActiveRun(owner, run.conversationId, runId);
  }
}
