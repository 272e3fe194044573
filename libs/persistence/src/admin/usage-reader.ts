/*
 * How much accounts have here. Trusted: callers, who have checked that an administrator asks. What must never cross:
 * anything but numbers and the time of the last run; nothing here reads a body, a title or a name.
 */
import { runStatusSchema, type AccountUsage, type InstallationUsage } from '@cloakroom/contracts';
import type { Connection } from 'mongoose';
import { z } from 'zod';

const DAY_MS = 24 * 60 * 60_000;
/** Counting is given up after this, rather than holding up the work of people. */
const MAX_TIME_MS = 5_000;

const byOwnerSchema = z.array(z.object({ _id: z.string(), count: z.number() }));
const runsSchema = z.array(
  z.object({ _id: z.string(), count: z.number(), lastDay: z.number(), last: z.date().nullable() }),
);
const filesSchema = z.array(z.object({ _id: z.string().nullable(), count: z.number(), bytes: z.number() }));
const statsSchema = z.object({ totalSize: z.number().optional(), storageSize: z.number(), indexSize: z.number() });

const NOTHING: AccountUsage = {
  ...{ conversations: 0, runs: 0, runsLastDay: 0 },
  ...{ files: 0, fileBytes: 0, lastRunAt: null },
};

/** See the head of this file. */
export class UsageReader {
  constructor(private readonly connection: Connection) {}

  /** Of each of the accounts, also of those that have nothing. */
  async ofAccounts(ids: readonly string[], now = new Date()): Promise<ReadonlyMap<string, AccountUsage>> {
    const usage = new Map(ids.map((id) => [id, NOTHING]));
    const add = (id: string, more: Partial<AccountUsage>): void => {
      usage.set(id, { ...(usage.get(id) ?? NOTHING), ...more });
    };
    const mine = { $match: { userId: { $in: [...ids] } } };
    const [conversations, runs, files] = await Promise.all([
      this.#group('conversations', [mine, { $group: { _id: '$userId', count: { $sum: 1 } } }]),
      this.#group('runs', [mine, { $group: { _id: '$userId', ...runFigures(now) } }]),
      this.#group('files', [mine, { $group: { _id: '$userId', count: { $sum: 1 }, bytes: { $sum: '$bytes' } } }]),
    ]);
    for (const { _id, count } of byOwnerSchema.parse(conversations)) add(_id, { conversations: count });
    for (const { _id, count, lastDay, last } of runsSchema.parse(runs)) {
      add(_id, { runs: count, runsLastDay: lastDay, lastRunAt: last?.toISOString() ?? null });
    }
    for (const { _id, count, bytes } of filesSchema.parse(files)) {
      if (_id !== null) add(_id, { files: count, fileBytes: bytes });
    }
    return usage;
  }

  /** Of all accounts together. */
  async total(now = new Date()): Promise<InstallationUsage> {
    // Naming every status lets an index answer that holds nothing else.
    const recent = { status: { $in: runStatusSchema.options }, createdAt: { $gt: new Date(now.getTime() - DAY_MS) } };
    const [accounts, conversations, runs, files] = await Promise.all([
      this.#db().collection('user').estimatedDocumentCount({ maxTimeMS: MAX_TIME_MS }),
      this.#db().collection('conversations').estimatedDocumentCount({ maxTimeMS: MAX_TIME_MS }),
      this.#group('runs', [{ $match: recent }, { $group: { _id: '$status', count: { $sum: 1 } } }]),
      this.#group('files', [{ $group: { _id: null, count: { $sum: 1 }, bytes: { $sum: '$bytes' } } }]),
    ]);
    const byStatus = new Map(byOwnerSchema.parse(runs).map(({ _id, count }) => [_id, count]));
    const of = (...names: string[]): number => names.reduce((sum, name) => sum + (byStatus.get(name) ?? 0), 0);
    const [all] = filesSchema.parse(files);
    return {
      ...{ accounts, conversations, files: all?.count ?? 0, fileBytes: all?.bytes ?? 0 },
      runsLastDay: {
        ...{ finished: of('finished'), failed: of('failed'), cancelled: of('cancelled') },
        open: of('queued', 'running', 'waiting'),
      },
      databaseBytes: await this.#databaseBytes(),
    };
  }

  /** The server's version; `null` when it does not say. */
  async serverVersion(): Promise<string | null> {
    const answer = await this.#db()
      .command({ buildInfo: 1 })
      .catch(() => null);
    return z.object({ version: z.string() }).safeParse(answer).data?.version ?? null;
  }

  async #databaseBytes(): Promise<number | null> {
    const answer = await this.#db()
      .command({ dbStats: 1, maxTimeMS: MAX_TIME_MS })
      .catch(() => null);
    const stats = statsSchema.safeParse(answer);
    if (!stats.success) return null;
    const { totalSize, storageSize, indexSize } = stats.data;
    return Math.round(totalSize ?? storageSize + indexSize);
  }

  #group(collection: string, stages: Record<string, unknown>[]): Promise<unknown[]> {
    return this.#db().collection(collection).aggregate(stages, { maxTimeMS: MAX_TIME_MS }).toArray();
  }

  #db(): NonNullable<Connection['db']> {
    const { db } = this.connection;
    if (db === undefined) throw new TypeError('The connection is not open yet.');
    return db;
  }
}

/** From what the index of a user's runs by their beginnings holds. */
function runFigures(now: Date) {
  const dayAgo = new Date(now.getTime() - DAY_MS);
  return {
    count: { $sum: 1 },
    lastDay: { $sum: { $cond: [{ $gt: ['$startedAt', dayAgo] }, 1, 0] } },
    last: { $max: '$startedAt' },
  };
}
