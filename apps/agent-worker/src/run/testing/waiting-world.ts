import { deepEqual, equal } from 'node:assert/strict';
import { type MessagePart, isFinalRunStatus } from '@cloakroom/contracts';
import { type PromptClosing, type StoredPrompt, ownerId } from '@cloakroom/persistence';
import { RedisConnections, RedisSubscriber, UserSignals, createLogger } from '@cloakroom/platform';
import { type Sandbox, createSandbox } from '@cloakroom/sandbox';
import { VaultOpener } from '@cloakroom/secrets/open';
import { type AskedRun, type TestUser, WorkerWorld } from '@cloakroom/testing';
import { CallRecorder } from '../../audit/call-recorder.js';
import { RunFiles } from '../../files/run-files.js';
import { createEgressBroker } from '../../egress/egress-broker.js';
import { OpenAiModel } from '../../model/openai-model.js';
import { WorkerCounters } from '../../presence/worker-counters.js';
import { MongoRunStore } from '../mongo-run-store.js';
import { RunEngine } from '../run-engine.js';
import { RUN_LIMITS, type RunLimits } from '../run-limits.js';
import { MortalWorkers } from './mortal-parts.js';

const MAX_ROUNDS = 12;
const logger = createLogger({ processName: 'test', level: 'silent' });

/** A program that was run, and the variables that it could read. */
export interface PlayedProgram {
  readonly code: string;
  readonly names: readonly string[];
}

/** Engines of workers that may die at any write, a played sandbox, and what gateway and sweeper do with answers. */
export class WaitingWorld {
  /** Every program that was run, in order. */
  readonly programs: PlayedProgram[] = [];

  private constructor(
    readonly world: WorkerWorld,
    private readonly vault: VaultOpener,
    private readonly connections: RedisConnections,
  ) {}

  static async open(): Promise<WaitingWorld> {
    const world = await WorkerWorld.open();
    const vault = await VaultOpener.load(world.env.VAULT_PRIVATE_KEY_FILE);
    return new WaitingWorld(
      world,
      vault,
      new RedisConnections({ url: world.env.REDIS_URL, patience: 'fail-fast', logger }),
    );
  }

  async close(): Promise<void> {
    await this.connections.close();
    await this.world.close();
  }

  engine(workers = new MortalWorkers(null), limits: Partial<RunLimits> = {}): RunEngine {
    const { world } = this;
    return new RunEngine(
      workers.partsOf({
        workerId: 'worker',
        store: new MongoRunStore(world.persistence, { level: 'strict', missing: [] }),
        recorder: new CallRecorder(world.persistence),
        files: new RunFiles(world.persistence),
        log: world.redis.log,
        codec: world.persistence.runEvents,
        model: new OpenAiModel({ baseUrl: world.model.baseUrl, apiKey: 'none', model: 'scripted' }),
        sandbox: this.#playedSandbox(),
        egress: createEgressBroker(),
        vault: this.vault,
        signals: new UserSignals(this.connections, new RedisSubscriber(this.connections, logger), world.redis.keys),
        counters: new WorkerCounters(),
        limits: { ...RUN_LIMITS, heartbeatMs: 60_000, ...limits },
        logger,
      }),
    );
  }

  statusOf(run: AskedRun) {
    return this.world.persistence.systemRuns.findRun(run.runId);
  }

  countPrompts(user: TestUser, run: AskedRun, kind: 'secret' | 'lease'): Promise<number> {
    return this.world.persistence.prompts.count(ownerId(user.userId), run.runId, kind);
  }

  async openPrompt(user: TestUser): Promise<StoredPrompt> {
    const [prompt] = await this.world.persistence.prompts.listOpen(ownerId(user.userId));
    if (prompt === undefined) throw new TypeError('Nothing is asked.');
    return prompt;
  }

  /** What the gateway does with an answer, without what the sweeper makes up for. */
  async answer(user: TestUser, closing: PromptClosing): Promise<StoredPrompt> {
    const owner = ownerId(user.userId);
    const prompt = await this.openPrompt(user);
    await this.world.persistence.prompts.close(owner, prompt.id, closing);
    if (prompt.ask.kind === 'lease' && closing.scope !== undefined && closing.scope !== 'once') {
      await this.#giveLeases(user, prompt, closing.scope);
    }
    await this.world.persistence.runs.resume(owner, prompt.runId, prompt.id);
    return prompt;
  }

  /** What the sweeper does, and as if a dead worker had been silent for long. */
  async sweep(user: TestUser, run: AskedRun): Promise<void> {
    const { systemPrompts, runs, mongo } = this.world.persistence;
    for (const { id, runId } of await systemPrompts.findUnsettled(new Date(Date.now() + 60_000))) {
      if (runId === run.runId) await runs.resume(ownerId(user.userId), runId, id);
    }
    const running = { _id: run.runId, status: 'running' };
    const collection = mongo.authDatabase().db.collection<{ _id: string }>('runs');
    await collection.updateOne(running, { $set: { heartbeatAt: new Date(0) } });
  }

  /** Works on a run to its end, whatever dies; `answer` is called whenever it waits. */
  async workToTheEnd(
    user: TestUser,
    run: AskedRun,
    workers: MortalWorkers,
    answer: () => Promise<unknown>,
  ): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const stored = await this.statusOf(run);
      if (stored === null || isFinalRunStatus(stored.status)) return;
      await this.sweep(user, run);
      if ((await this.statusOf(run))?.status === 'waiting') await answer();
      await this.engine(workers).execute(run.runId);
    }
    throw new Error('The run does not come to its end.');
  }

  /** The stored answer, after it was compared with the log, which must be without a gap. */
  async wholeAnswer(user: TestUser, run: AskedRun): Promise<readonly MessagePart[]> {
    const events = await this.world.events(user, run.runId);
    deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    );
    const parts = await user.answer(run);
    deepEqual((await this.world.view(user, run.runId)).parts, parts);
    equal((await user.conversation(run)).activeRunId, null);
    return parts;
  }

  /** What the model was told by tools, in its newest request. */
  toolAnswers(): (string | null | undefined)[] {
    const last = this.world.model.requests.at(-1);
    return (last?.messages ?? []).filter(({ role }) => role === 'tool').map(({ content }) => content);
  }

  async #giveLeases(user: TestUser, prompt: StoredPrompt, scope: 'conversation' | 'hour' | 'always'): Promise<void> {
    const names = prompt.ask.kind === 'lease' ? prompt.ask.names : [];
    for (const secret of await user.secrets()) {
      if (!names.includes(secret.name)) continue;
      await this.world.persistence.leases.grantOnce(ownerId(user.userId), {
        secretId: secret.id,
        promptId: prompt.id,
        conversationId: scope === 'conversation' ? prompt.conversationId : null,
        expiresAt: scope === 'hour' ? new Date(Date.now() + 3_600_000) : null,
        createdAt: new Date(),
      });
    }
  }

  #playedSandbox(): Sandbox {
    const { programs } = this;
    return {
      ...createSandbox(),
      openSession: () => ({
        execute: ({ code, env }) => {
          programs.push({ code, names: Object.keys(env).sort() });
          const outcome = { ok: true, result: 'ok', error: null, outputLost: 0, files: [], durationMs: 1 };
          return Promise.resolve(outcome);
        },
        close: () => Promise.resolve(),
      }),
    };
  }
}
