import { randomUUID } from 'node:crypto';
import type { RunEvent, RunEventBody } from '@cloakroom/contracts';
import type { OwnerId, StoredRun } from '@cloakroom/persistence';
import { RunLog } from '@cloakroom/platform';
import type { TestGateway } from './test-gateway.js';
import type { TestPerson } from './test-person.js';

/** A run whose worker is the test: it writes the log as a worker would. */
export class PlayedRun {
  readonly written: RunEvent[] = [];
  private readonly log: RunLog;

  private constructor(
    private readonly gateway: TestGateway,
    private readonly owner: OwnerId,
    readonly run: StoredRun,
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
    const claimed = await gateway.persistence.systemRuns.claimRun(sent.data.runId, 'played-worker');
    if (claimed === null) throw new Error('The run could not be claimed.');
    await gateway.running.app.get(RunLog).open(claimed.id, claimed.attempt);
    return new PlayedRun(gateway, person.owner, claimed);
  }

  get runId(): string {
    return this.run.id;
  }

  /** Appends events in one go. */
  async append(...bodies: readonly RunEventBody[]): Promise<void> {
    const events = bodies.map((body, index): RunEvent => {
      return { ...body, runId: this.runId, seq: this.written.length + index + 1, at: Date.now() };
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
