import { randomUUID } from 'node:crypto';
import { AppError, StaleFenceError } from '../errors/app-error.js';
import { createLogger } from '../logging/logger.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { RedisKeys } from '../redis/redis-keys.js';
import { RedisSubscriber } from '../redis/redis-subscriber.js';
import { RunLogTail } from './run-log-tail.js';
import { RunLog, type RunLogEntry } from './run-log.js';
import { testRedisUrl } from '../testing/test-redis.config.js';

const url = testRedisUrl();
const logger = createLogger({ processName: 'test', level: 'silent' });

function open() {
  const keys = new RedisKeys(`test-${randomUUID()}`);
  const connections = new RedisConnections({ url, patience: 'fail-fast', logger });
  const log = new RunLog(connections, keys);
  const tail = new RunLogTail(log, new RedisSubscriber(connections, logger), keys, logger);
  return { keys, connections, log, tail };
}

function entries(from: number, to: number): RunLogEntry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const seq = from + index;
    return { seq, payload: Buffer.from([0, 255, 10, ...Buffer.from(String(seq))]) };
  });
}

async function until(check: () => boolean, timeoutMs = 8_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!check()) {
    if (Date.now() > end) throw new Error('The awaited state did not come.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('RunLog', () => {
  const { connections, keys, log, tail } = open();
  const runIds: string[] = [];
  const newRun = (): string => {
    const id = randomUUID();
    runIds.push(id);
    return id;
  };

  afterAll(async () => {
    tail.close();
    for (const id of runIds) await connections.commands.del(keys.runLog(id), keys.runLogState(id));
    await connections.close();
  });

  it('gives back what was appended, byte by byte, and its last seq to the next fence', async () => {
    const runId = newRun();
    expect(await log.open(runId, 1)).toBe(0);
    await log.append(runId, 1, entries(1, 3));
    expect(await log.read(runId, 0)).toEqual(entries(1, 3));
    expect(await log.read(runId, 2)).toEqual(entries(3, 3));
    expect(await log.open(runId, 2)).toBe(3);
  });

  it('begins anew above every earlier number when Redis has lost the log', async () => {
    const runId = newRun();
    await log.open(runId, 1);
    await log.append(runId, 1, entries(1, 3));
    await connections.commands.del(keys.runLog(runId), keys.runLogState(runId));
    await expect(log.append(runId, 1, entries(4, 4))).rejects.toBeInstanceOf(StaleFenceError);
    const second = await log.open(runId, 2, 2);
    expect(second).toBe(2_000_000_000);
    await log.append(runId, 2, entries(second + 1, second + 2));
    expect(await log.read(runId, 3)).toEqual(entries(second + 1, second + 2));
    expect(await log.open(runId, 3)).toBe(second + 2);
  });

  it('begins anew when another life of this Redis wrote the log, whose tail may be lost', async () => {
    const runId = newRun();
    await log.open(runId, 1);
    await log.append(runId, 1, entries(1, 3));
    await connections.commands.hset(keys.runLogState(runId), 'life', 'f'.repeat(40));
    await log.append(runId, 1, entries(4, 4));
    expect(await log.open(runId, 2)).toBe(2_000_000_000);
    expect(await log.read(runId, 0)).toEqual([]);
    expect(await log.open(runId, 2)).toBe(2_000_000_000);
  });

  it('refuses an old fence, for appending and for opening', async () => {
    const runId = newRun();
    await log.open(runId, 1);
    await log.open(runId, 2);
    await expect(log.append(runId, 1, entries(1, 1))).rejects.toBeInstanceOf(StaleFenceError);
    await expect(log.open(runId, 1)).rejects.toBeInstanceOf(StaleFenceError);
    await expect(log.append(newRun(), 1, entries(1, 1))).rejects.toBeInstanceOf(StaleFenceError);
    expect(await log.read(runId, 0)).toEqual([]);
  });

  it('leaves one event per seq when a batch is sent again, and refuses a hole', async () => {
    const runId = newRun();
    await log.open(runId, 1);
    await log.append(runId, 1, entries(1, 4));
    await log.append(runId, 1, entries(3, 6));
    expect((await log.read(runId, 0)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    await expect(log.append(runId, 1, entries(8, 8))).rejects.toMatchObject({ code: 'log-gap' });
    await expect(log.append(runId, 1, [...entries(7, 7), ...entries(9, 9)])).rejects.toBeInstanceOf(AppError);
  });

  it('has exactly one writer per seq when two fences race', async () => {
    const runId = newRun();
    await log.open(runId, 1);
    const writes: Promise<string>[] = [];
    for (let seq = 1; seq <= 40; seq++) {
      if (seq === 20) writes.push(log.open(runId, 2).then(() => 'opened'));
      writes.push(
        log.append(runId, 1, entries(seq, seq)).then(
          () => 'written',
          (error: unknown) => (error instanceof AppError ? error.code : 'another error'),
        ),
      );
    }
    const outcomes = await Promise.all(writes);
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(19);
    expect(outcomes.filter((outcome) => outcome === 'stale-fence')).toHaveLength(21);
    expect((await log.read(runId, 0)).map(({ seq }) => seq)).toEqual(entries(1, 19).map(({ seq }) => seq));
  });

  it('is forgotten when it expires, and takes nothing afterwards', async () => {
    const runId = newRun();
    await log.open(runId, 1);
    await log.append(runId, 1, entries(1, 1));
    expect(await log.exists(runId)).toBe(true);
    await log.expireIn(runId, 1);
    let there = true;
    const end = Date.now() + 2_000;
    while (there && Date.now() < end) there = await log.exists(runId);
    expect(there).toBe(false);
    await expect(log.append(runId, 1, entries(2, 2))).rejects.toBeInstanceOf(StaleFenceError);
  });
});

describe('RunLogTail', () => {
  const writer = open();
  const reader = open();
  const readerOfSamePrefix = new RunLogTail(
    new RunLog(reader.connections, writer.keys),
    new RedisSubscriber(reader.connections, logger),
    writer.keys,
    logger,
  );
  const runIds: string[] = [];

  afterAll(async () => {
    readerOfSamePrefix.close();
    for (const id of runIds) await writer.connections.commands.del(writer.keys.runLog(id), writer.keys.runLogState(id));
    await Promise.all([writer.connections.close(), reader.connections.close()]);
  });

  it('delivers everything once and in order to followers that join at any time', async () => {
    const runId = randomUUID();
    runIds.push(runId);
    await writer.log.open(runId, 1);
    const seen: number[][] = [];
    const stops: (() => void)[] = [];
    const join = (afterSeq: number): void => {
      const mine: number[] = [];
      seen.push(mine);
      stops.push(
        readerOfSamePrefix.follow(runId, afterSeq, async (batch) => {
          await new Promise((resolve) => setImmediate(resolve));
          mine.push(...batch.map(({ seq }) => seq));
        }),
      );
    };
    for (let seq = 1; seq <= 1_200; seq += 3) {
      if (seq % 150 === 1) join(seq - 1);
      await writer.log.append(runId, 1, entries(seq, seq + 2));
    }
    await until(() => seen.every((mine) => mine.at(-1) === 1_200));
    for (const [index, mine] of seen.entries()) {
      expect(mine).toEqual(entries(index * 150 + 1, 1_200).map(({ seq }) => seq));
    }
    for (const stop of stops) stop();
  });

  it('catches up when wake-ups were lost with the subscriber connection', async () => {
    const runId = randomUUID();
    runIds.push(runId);
    await writer.log.open(runId, 1);
    const mine: number[] = [];
    const stop = readerOfSamePrefix.follow(runId, 0, (batch) => {
      mine.push(...batch.map(({ seq }) => seq));
    });
    await writer.log.append(runId, 1, entries(1, 5));
    await until(() => mine.length === 5);
    reader.connections.subscriber.disconnect(true);
    await writer.log.append(runId, 1, entries(6, 20));
    await until(() => mine.length >= 20);
    expect(mine).toEqual(entries(1, 20).map(({ seq }) => seq));
    stop();
  });

  it('catches up by itself when no wake-up came at all', async () => {
    const runId = randomUUID();
    runIds.push(runId);
    await writer.log.open(runId, 1);
    const mine: number[] = [];
    const stop = readerOfSamePrefix.follow(runId, 0, (batch) => {
      mine.push(...batch.map(({ seq }) => seq));
    });
    await writer.connections.commands.xadd(writer.keys.runLog(runId), '1-0', 'p', Buffer.from('quiet'));
    await until(() => mine.length === 1);
    expect(mine).toEqual([1]);
    stop();
  });
});
