import type { Redis } from 'ioredis';
import { AppError, StaleFenceError } from '../errors/app-error.js';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { APPEND_SCRIPT, OPEN_SCRIPT, type RedisScript } from './run-log.scripts.js';

/** One event of a run in its log: its place, and its encrypted bytes. */
export interface RunLogEntry {
  readonly seq: number;
  readonly payload: Buffer;
}

/** An unfinished log is forgotten after this long without a write, in milliseconds. */
const IDLE_TTL_MS = 24 * 60 * 60 * 1_000;

/**
 * The live log of each run: a Redis stream whose entry ids are the sequence numbers (`<seq>-0`) and whose payloads are
 * opaque, encrypted bytes. Writers hold a fence; the newest fence alone may write.
 */
export class RunLog {
  readonly #connections: RedisConnections;
  readonly #keys: RedisKeys;

  constructor(connections: RedisConnections, keys: RedisKeys) {
    this.#connections = connections;
    this.#keys = keys;
  }

  /**
   * Takes the log for writing and returns its last sequence number (0 when empty, at least `leastSeq`).
   * Throws {@link StaleFenceError} when a newer fence has it.
   */
  async open(runId: string, fence: number, leastSeq = 0): Promise<number> {
    const last = await this.#run(OPEN_SCRIPT, runId, [fence, leastSeq, IDLE_TTL_MS]);
    if (last < 0) throw new StaleFenceError(runId);
    return last;
  }

  /**
   * Appends entries with consecutive numbers and wakes every {@link RunLogTail}. Sending the same entries again is
   * harmless. Throws {@link StaleFenceError} for a fence that is not the log's, an {@link AppError} (code `log-gap`)
   * when the first number would leave a hole.
   */
  async append(runId: string, fence: number, entries: readonly RunLogEntry[]): Promise<void> {
    const first = entries[0];
    if (first === undefined) return;
    if (entries.some((entry, index) => entry.seq !== first.seq + index)) throw gap();
    const answer = await this.#run(APPEND_SCRIPT, runId, [
      fence,
      IDLE_TTL_MS,
      this.#keys.runLogChannel,
      runId,
      first.seq,
      ...entries.map((entry) => entry.payload),
    ]);
    if (answer === -1) throw new StaleFenceError(runId);
    if (answer === -2) throw gap();
  }

  /** At most `limit` entries after `afterSeq`, in order. */
  read(runId: string, afterSeq: number, limit = 500): Promise<RunLogEntry[]> {
    return this.#range(this.#redis, runId, afterSeq, limit);
  }

  /** The same for {@link RunLogTail}, which reads again by itself, so that it may take longer. */
  readOn(runId: string, afterSeq: number, limit: number): Promise<RunLogEntry[]> {
    return this.#range(this.#connections.reads, runId, afterSeq, limit);
  }

  /** Whether the log is (still) there. */
  async exists(runId: string): Promise<boolean> {
    return (await this.#redis.exists(this.#keys.runLogState(runId))) === 1;
  }

  /** Forgets the log in `ms` milliseconds. */
  async expireIn(runId: string, ms: number): Promise<void> {
    await this.#redis.multi().pexpire(this.#keys.runLog(runId), ms).pexpire(this.#keys.runLogState(runId), ms).exec();
  }

  get #redis(): Redis {
    return this.#connections.commands;
  }

  async #range(redis: Redis, runId: string, afterSeq: number, limit: number): Promise<RunLogEntry[]> {
    const from = `${afterSeq + 1}-0`;
    const rows: unknown = await redis.xrangeBuffer(this.#keys.runLog(runId), from, '+', 'COUNT', limit);
    return Array.isArray(rows) ? rows.map(parseRow) : [];
  }

  async #run(script: RedisScript, runId: string, args: readonly (string | number | Buffer)[]): Promise<number> {
    const keys = [this.#keys.runLog(runId), this.#keys.runLogState(runId)];
    try {
      return Number(await this.#redis.evalsha(script.hash, keys.length, ...keys, ...args));
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return Number(await this.#redis.eval(script.text, keys.length, ...keys, ...args));
    }
  }
}

function parseRow(row: unknown): RunLogEntry {
  const cells: readonly unknown[] = Array.isArray(row) ? row : [];
  const [id, fields] = cells;
  const payload: unknown = Array.isArray(fields) ? fields[1] : undefined;
  if (!Buffer.isBuffer(id) || !Buffer.isBuffer(payload)) {
    throw new AppError({ code: 'log-damaged', kind: 'unexpected', message: 'A run log entry cannot be read.' });
  }
  return { seq: Number.parseInt(id.toString('latin1'), 10), payload };
}

/** Redis forgets scripts when it starts anew. */
function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

function gap(): AppError {
  return new AppError({ code: 'log-gap', kind: 'unexpected', message: 'Events of a run are not consecutive.' });
}
