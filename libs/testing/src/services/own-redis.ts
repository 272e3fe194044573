import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../wait-until.js';
import { freePort } from './free-port.js';

const PROGRAMS = ['redis-server', 'valkey-server'];

/** A Redis of one test's own, with the append-only file that the product asks for, to be killed and started again. */
export class OwnRedis {
  #child: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Throws when neither `redis-server` nor `valkey-server` is on the PATH. */
  static async start(): Promise<OwnRedis> {
    const redis = new OwnRedis(await mkdtemp(join(tmpdir(), 'cloakroom-redis-')), await freePort());
    await redis.startAgain();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${String(this.port)}`;
  }

  /** Kills it outright, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#child;
    child?.kill('SIGKILL');
    await waitUntil('Redis to end', () => child === null || child.exitCode !== null || child.signalCode !== null);
  }

  /** Starts it on the same port with what its file holds. */
  async startAgain(): Promise<void> {
    const program = PROGRAMS.find((name) => spawnSync(name, ['--version']).status === 0);
    if (program === undefined) throw new TypeError('Redis is missing: apt-get install redis-server');
    this.#child = spawn(
      program,
      [
        ...['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder],
        ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction'],
      ],
      { stdio: 'ignore' },
    );
    await waitUntil('Redis to answer', () => accepts(this.port), 20_000);
  }

  /** Empties it, queues and logs included, as an operator's slip would. */
  async empty(): Promise<void> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      socket.write('FLUSHALL\r\n');
      const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(20_000) })) as [Buffer];
      if (answer.toString() !== '+OK\r\n') throw new Error('Redis was not emptied.');
    } finally {
      socket.destroy();
    }
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (value: boolean): void => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
