import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunEvent, type RunView, emptyRunView, isFinalRunStatus, reduceRun } from '@cloakroom/contracts';
import { Persistence, type StoredRun, ownerId } from '@cloakroom/persistence';
import {
  AgentRunQueue,
  RedisConnections,
  RedisKeys,
  RedisSubscriber,
  RunLog,
  RunSignals,
  createLogger,
} from '@cloakroom/platform';
import { loadChatKeys } from '@cloakroom/secrets/chat-keys';
import { ensureChatKey, ensureVaultKeys } from '@cloakroom/secrets/keys';
import { VaultSealer } from '@cloakroom/secrets/seal';
import { ScriptedModel } from '../scripted-model/scripted-model.js';
import { testServices } from '../services/test-services.config.js';
import { waitUntil } from '../wait-until.js';
import { AppProcess } from './app-process.js';
import { dumpMongo, dumpRedis, scanKeys } from './dump.js';
import { TestUser } from './test-user.js';

/** The Redis of a world, under its own prefix. */
export interface WorldRedis {
  readonly connections: RedisConnections;
  readonly keys: RedisKeys;
  readonly log: RunLog;
  readonly signals: RunSignals;
  readonly queue: AgentRunQueue;
}

/** The environment that a worker of a world is started with. */
export interface WorldEnv {
  readonly MONGODB_URI: string;
  readonly REDIS_URL: string;
  readonly QUEUE_PREFIX: string;
  readonly VAULT_PRIVATE_KEY_FILE: string;
  readonly VAULT_PUBLIC_KEY_FILE: string;
  readonly CHAT_KEY_FILE: string;
  readonly OPENAI_BASE_URL: string;
  readonly OPENAI_MODEL: string;
  readonly LOG_LEVEL: string;
}

interface WorldSetup {
  readonly sealer: VaultSealer;
  readonly keyFolder: string;
  readonly env: WorldEnv;
}

/**
 * A world of its own for worker tests: real MongoDB and Redis with a database and a prefix of its own, key files, a
 * played model, and real worker processes. No gateway: {@link TestUser} stores what it would.
 */
export class WorkerWorld {
  readonly #workers: AppProcess[] = [];
  readonly #gateways: AppProcess[] = [];

  private constructor(
    readonly persistence: Persistence,
    readonly redis: WorldRedis,
    readonly model: ScriptedModel,
    private readonly setup: WorldSetup,
  ) {}

  static async open(): Promise<WorkerWorld> {
    const services = testServices();
    const name = `test-${randomUUID()}`;
    const keyFolder = await mkdtemp(join(tmpdir(), 'cloakroom-keys-'));
    const vaultKeys = await ensureVaultKeys(keyFolder);
    const chatKey = await ensureChatKey(keyFolder);
    const mongoUri = services.mongoUri(name);
    const persistence = await Persistence.open({ uri: mongoUri, chatKeys: await loadChatKeys(chatKey.file) });
    const logger = createLogger({ processName: 'test', level: 'silent' });
    const connections = new RedisConnections({ url: services.redisUrl, patience: 'fail-fast', logger });
    const keys = new RedisKeys(name);
    const log = new RunLog(connections, keys);
    const signals = new RunSignals(connections, new RedisSubscriber(connections, logger), keys);
    const model = await ScriptedModel.start(() => [{ text: 'Hello.' }]);
    const env = {
      MONGODB_URI: mongoUri,
      REDIS_URL: services.redisUrl,
      QUEUE_PREFIX: name,
      VAULT_PRIVATE_KEY_FILE: vaultKeys.privateFile,
      VAULT_PUBLIC_KEY_FILE: vaultKeys.publicFile,
      CHAT_KEY_FILE: chatKey.file,
      OPENAI_BASE_URL: model.baseUrl,
      OPENAI_MODEL: 'scripted',
      LOG_LEVEL: 'debug',
    };
    const queue = new AgentRunQueue(connections, keys);
    const sealer = await VaultSealer.load(vaultKeys.publicFile);
    return new WorkerWorld(persistence, { connections, keys, log, signals, queue }, model, { sealer, keyFolder, env });
  }

  get env(): WorldEnv {
    return this.setup.env;
  }

  /** Where this world's key files lie. */
  get keyFolder(): string {
    return this.setup.keyFolder;
  }

  /** Somebody new, or whoever has signed up at a gateway as `userId`. */
  newUser(userId?: string): TestUser {
    return new TestUser(this.persistence, this.redis.queue, this.setup.sealer, userId);
  }

  async startWorker(env: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const worker = await AppProcess.start('agent-worker', { ...this.setup.env, ...env });
    this.#workers.push(worker);
    return worker;
  }

  /** Starts a gateway on a port of 127.0.0.1; its page's origin is `http://localhost:<port>`. */
  async startGateway(port: number, changed: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const { keyFolder, env } = this.setup;
    const AUTH_SECRET_FILE = join(keyFolder, 'auth.json');
    const secret = createHash('sha256').update(env.QUEUE_PREFIX).digest('base64url');
    await writeFile(AUTH_SECRET_FILE, JSON.stringify({ secret }), { mode: 0o600 });
    const own = { PORT: String(port), AUTH_SECRET_FILE, SIGN_IN_TRIES_PER_MINUTE: '1000' };
    const gateway = await AppProcess.start('gateway', { ...env, ...own, ...changed });
    this.#gateways.push(gateway);
    return gateway;
  }

  /** What every gateway has written so far. */
  get gatewayOutput(): string {
    return this.#gateways.map(({ output }) => output).join('\n');
  }

  /** What every worker has written so far. */
  get workerOutput(): string {
    return this.#workers.map(({ output }) => output).join('\n');
  }

  /** Waits until the run has ended. */
  async ended(runId: string, timeoutMs = 30_000): Promise<StoredRun> {
    let run: StoredRun | null = null;
    await waitUntil(
      'the run to end',
      async () => {
        run = await this.persistence.systemRuns.findRun(runId);
        return run !== null && isFinalRunStatus(run.status);
      },
      timeoutMs,
    );
    run = await this.persistence.systemRuns.findRun(runId);
    if (run === null) throw new TypeError('The run is gone.');
    return run;
  }

  /** Everything in a run's log. */
  async events(user: TestUser, runId: string): Promise<RunEvent[]> {
    const entries = await this.redis.log.read(runId, 0, 100_000);
    const { runEvents } = this.persistence;
    return Promise.all(entries.map((entry) => runEvents.decode(ownerId(user.userId), { runId, ...entry })));
  }

  /** The run as its log tells it. */
  async view(user: TestUser, runId: string): Promise<RunView> {
    return (await this.events(user, runId)).reduce(reduceRun, emptyRunView(runId));
  }

  /** Everything that lies in MongoDB, in Redis and in the workers' logs, by place. */
  async everything(): Promise<Map<string, Buffer | string>> {
    const found = new Map<string, Buffer | string>([
      ['worker output', this.workerOutput],
      ['gateway output', this.gatewayOutput],
    ]);
    for (const [place, bytes] of await dumpMongo(this.persistence)) found.set(place, bytes);
    for (const [place, bytes] of await dumpRedis(this.redis.connections, this.redis.keys)) found.set(place, bytes);
    return found;
  }

  /** Kills every worker that is alive. */
  killWorkers(): Promise<void> {
    return killAll(this.#workers);
  }

  async close(): Promise<void> {
    await killAll([...this.#workers, ...this.#gateways]);
    await this.model.close();
    await this.persistence.mongo.connection.dropDatabase();
    await this.persistence.close();
    await this.redis.queue.close();
    const keys = await scanKeys(this.redis.connections, this.redis.keys);
    if (keys.length > 0) await this.redis.connections.commands.del(...keys);
    await this.redis.connections.close();
    await rm(this.setup.keyFolder, { recursive: true, force: true });
  }
}

async function killAll(processes: readonly AppProcess[]): Promise<void> {
  await Promise.all(processes.filter(({ hasEnded }) => !hasEnded).map((one) => one.kill()));
}
