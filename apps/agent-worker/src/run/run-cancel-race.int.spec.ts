import { type RunEvent, type RunStatus, isFinalRunStatus } from '@cloakroom/contracts';
import { RedisConnections, RedisSubscriber, UserSignals, createLogger } from '@cloakroom/platform';
import { createSandbox } from '@cloakroom/sandbox';
import { VaultOpener } from '@cloakroom/secrets/open';
import { type AskedRun, type TestUser, WorkerWorld } from '@cloakroom/testing';
import { CallRecorder } from '../audit/call-recorder.js';
import { RunFiles } from '../files/run-files.js';
import { createEgressBroker } from '../egress/egress-broker.js';
import type { ModelPort } from '../model/model.port.js';
import { WorkerCounters } from '../presence/worker-counters.js';
import { MongoRunStore } from './mongo-run-store.js';
import { RunEngine } from './run-engine.js';
import { RUN_LIMITS } from './run-limits.js';
import type { RunStore } from './run-store.port.js';

const RACES = 1_000;
const AT_ONCE = 50;
const TIMEOUT_MS = 120_000;
const WORDS = ['One ', 'two ', 'three.'];
const WHOLE = WORDS.join('');
/** The moments at which a stop comes, each a write of the worker, or a word of the model. */
const MOMENTS = ['enqueued', 'claim', 'loadHistory', ...WORDS, 'storeAnswer', 'freeConversation', 'endRun', 'over'];

const logger = createLogger({ processName: 'test', level: 'silent' });

/** What is there of a run when everything is over. */
interface Left {
  readonly status: RunStatus | undefined;
  readonly text: string;
  readonly events: readonly RunEvent[];
}

describe('a stop and the end of a run at the same moment', () => {
  let world: WorkerWorld;
  let user: TestUser;
  let connections: RedisConnections;
  let engine: RunEngine;
  const moments = new Map<string, () => void>();
  const reached = (runId: string, moment: string): void => moments.get(`${runId} ${moment}`)?.();

  beforeAll(async () => {
    world = await WorkerWorld.open();
    user = world.newUser();
    connections = new RedisConnections({ url: world.env.REDIS_URL, patience: 'fail-fast', logger });
    const { keys, log } = world.redis;
    engine = new RunEngine({
      workerId: 'racer',
      store: watched(new MongoRunStore(world.persistence, { level: 'strict', missing: [] })),
      recorder: new CallRecorder(world.persistence),
      files: new RunFiles(world.persistence),
      log,
      codec: world.persistence.runEvents,
      model: playedModel(),
      sandbox: createSandbox(),
      egress: createEgressBroker(),
      vault: await VaultOpener.load(world.env.VAULT_PRIVATE_KEY_FILE),
      signals: new UserSignals(connections, new RedisSubscriber(connections, logger), keys),
      counters: new WorkerCounters(),
      limits: RUN_LIMITS,
      logger,
    });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await connections.close();
    await world.close();
  }, TIMEOUT_MS);

  /** Tells of each write at the moment at which it is begun. */
  function watched(store: RunStore): RunStore {
    const { claim, loadHistory, storeAnswer, freeConversation, endRun } = store;
    return Object.assign(store, {
      claim: (runId, workerId) => {
        reached(runId, 'claim');
        return claim.call(store, runId, workerId);
      },
      loadHistory: (run) => {
        reached(run.runId, 'loadHistory');
        return loadHistory.call(store, run);
      },
      storeAnswer: (run, parts) => {
        reached(run.runId, 'storeAnswer');
        return storeAnswer.call(store, run, parts);
      },
      freeConversation: (run) => {
        reached(run.runId, 'freeConversation');
        return freeConversation.call(store, run);
      },
      endRun: (run, ending) => {
        reached(run.runId, 'endRun');
        return endRun.call(store, run, ending);
      },
    } satisfies Partial<RunStore>);
  }

  /** Says its words; the question it is asked names the run. */
  function playedModel(): ModelPort {
    return {
      answer: async (messages, onText, signal) => {
        const runId = runs.get(messages.at(-1)?.content ?? '') ?? '';
        for (const word of WORDS) {
          reached(runId, word);
          signal.throwIfAborted();
          await onText(word);
        }
        return { text: WHOLE, calls: [], tokens: 3 };
      },
    };
  }

  const runs = new Map<string, string>();

  /** Stops it as a gateway would: noted first, then ended if nobody has it, else told to the worker. */
  async function stop(run: AskedRun): Promise<void> {
    const noted = await user.requestCancel(run);
    if (isFinalRunStatus(noted.status)) return;
    if ((await user.cancelUnclaimed(run)) === null) engine.cancel(run.runId);
  }

  async function race(number: number): Promise<Left> {
    const question = `Question ${String(number)}`;
    const run = await user.store(question);
    runs.set(question, run.runId);
    const moment = MOMENTS[number % MOMENTS.length] ?? '';
    let stopped: Promise<void> = Promise.resolve();
    moments.set(`${run.runId} ${moment}`, () => {
      stopped = stop(run);
    });
    reached(run.runId, 'enqueued');
    expect(await engine.execute(run.runId)).toBe('done');
    reached(run.runId, 'over');
    await stopped;
    const parts = await user.answer(run);
    const stored = await world.persistence.systemRuns.findRun(run.runId);
    return {
      status: stored?.status,
      text: parts.map((part) => (part.type === 'text' ? part.text : part.type)).join(''),
      events: await world.events(user, run.runId),
    };
  }

  it(
    'leave it either stopped or answered, 1,000 times, and its log, its answer and its state say the same',
    async () => {
      const left: Left[] = [];
      for (let begun = 0; begun < RACES; begun += AT_ONCE) {
        left.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => race(begun + index)))));
      }
      const counts = { finished: 0, cancelled: 0 };
      for (const { status, text, events } of left) {
        if (status !== 'finished' && status !== 'cancelled') throw new TypeError(`A run was left ${String(status)}.`);
        counts[status] += 1;
        const ends = events.flatMap((event) => (event.type === 'run.ended' ? [event.status] : []));
        if (events.length === 0) expect([status, text]).toEqual(['cancelled', '']);
        else expect([ends, events.at(-1)?.type]).toEqual([[status], 'run.ended']);
        expect(told(events)).toBe(text);
        if (status === 'finished') expect(text).toBe(WHOLE);
        else expect(WHOLE.startsWith(text)).toBe(true);
      }
      expect(left).toHaveLength(RACES);
      expect(Math.min(counts.finished, counts.cancelled)).toBeGreaterThan(RACES / 20);
    },
    TIMEOUT_MS,
  );
});

function told(events: readonly RunEvent[]): string {
  return events.map((event) => (event.type === 'text.delta' ? event.text : '')).join('');
}
