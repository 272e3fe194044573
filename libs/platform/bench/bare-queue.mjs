/*
 * Baseline: BullMQ with nothing around it. `add` adds as many jobs as a message {jobs} says and answers with the time at
 * which it began; `work` does nothing for each job and says when it began and, for the last of {expect}, ended. Times are
 * epoch milliseconds. Arguments: the mode, Redis, the queue's name and prefix, places at work.
 */
import { Queue, Worker } from 'bullmq';

const [mode, url, name, prefix, concurrency] = process.argv.slice(2);
const connection = { url, maxRetriesPerRequest: null };
const now = () => performance.timeOrigin + performance.now();

if (mode === 'add') {
  const queue = new Queue(name, { connection, prefix, defaultJobOptions: { removeOnComplete: true } });
  await queue.waitUntilReady();
  process.on('message', async ({ jobs }) => {
    const at = now();
    await Promise.all(Array.from({ length: jobs }, (_, n) => queue.add('run', { runId: String(n) })));
    process.send({ at });
  });
} else {
  let left = 0;
  let starts = [];
  const worker = new Worker(name, async () => void starts.push(now()), {
    connection,
    prefix,
    concurrency: Number(concurrency),
  });
  worker.on('completed', () => {
    left -= 1;
    if (left > 0) return;
    process.send({ starts, endedAt: now() });
    starts = [];
  });
  process.on('message', ({ expect }) => {
    left = expect;
    process.send({ expecting: true });
  });
  await worker.waitUntilReady();
}
process.send({ ready: true });
