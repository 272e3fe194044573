import { setTimeout as pause } from 'node:timers/promises';
import { type Socket, io } from 'socket.io-client';
import { z } from 'zod';
import { summarize, type Timing } from './bench-statistics.ts';
import { PIECE_CHARS, questionFor, type PacedModel, type PlayedStream } from './runs-model.ts';
import { RunsPeer } from './runs-peer.ts';
import { PLACES, type BenchGateway, type RunsWorld } from './runs-world.ts';

/*
 * From the moment at which the played model writes a piece of its answer to the moment at which a page has it: through
 * worker, redactor, encryption, Redis and gateway, and, in the same run, through one process that does nothing but read
 * the model and emit over Socket.IO. Model and pages are this process, so both ends are read from one clock.
 */

const PIECES = 60;
const EVERY_MS = 100;
/** Pieces at the beginning of each answer that are not counted. */
const WARM_UP = 10;
const START_MS = 45_000;
const END_MS = PIECES * EVERY_MS + 20_000;

/** Timings of all pieces that arrived, and how many of the answers had begun in time, and arrived whole in time. */
export interface StreamsTiming extends Timing {
  readonly begun: number;
  readonly whole: number;
}

/** What was measured with so many streams at a time. */
export interface LatencyRow {
  readonly streams: number;
  readonly product: StreamsTiming;
  readonly bare: StreamsTiming;
}

/** Takes text as it comes and notes how long each piece of it was under way. */
class PieceClock {
  readonly latencies: number[] = [];
  #chars = 0;
  #pieces = 0;
  private readonly model: PacedModel;
  private readonly key: string;

  constructor(model: PacedModel, key: string) {
    this.model = model;
    this.key = key;
  }

  get isComplete(): boolean {
    return this.#pieces === PIECES;
  }

  take(text: string): void {
    const at = performance.now();
    const sentAt = this.model.answers.get(this.key)?.sentAt ?? [];
    this.#chars += text.length;
    for (; this.#pieces < Math.floor(this.#chars / PIECE_CHARS); this.#pieces += 1) {
      if (this.#pieces >= WARM_UP) this.latencies.push(at - (sentAt[this.#pieces] ?? Number.NaN));
    }
  }
}

/**
 * Begins all streams with the model holding, lets it go once it was asked by all, and waits for the last piece. What has
 * not begun or arrived in its time is left behind, and told.
 */
async function measure(
  model: PacedModel,
  { name, count }: { readonly name: string; readonly count: number },
  begin: (streams: readonly { readonly stream: PlayedStream; readonly clock: PieceClock }[]) => Promise<void>,
): Promise<StreamsTiming> {
  const streams = Array.from({ length: count }, (_, n) => {
    const stream = { key: `${name}-${count}-${n}`, pieces: PIECES, everyMs: EVERY_MS };
    return { stream, clock: new PieceClock(model, stream.key) };
  });
  model.hold();
  await begin(streams);
  const hasBegun = ({ stream }: (typeof streams)[number]): boolean => model.answers.has(stream.key);
  await within(START_MS, () => streams.every(hasBegun));
  const begun = streams.filter(hasBegun);
  model.release();
  await within(END_MS, () => begun.every(({ clock }) => clock.isComplete));
  const whole = begun.filter(({ clock }) => clock.isComplete).length;
  return { ...summarize(begun.flatMap(({ clock }) => clock.latencies)), begun: begun.length, whole };
}

/** Waits for a state, but no longer. */
async function within(timeoutMs: number, check: () => boolean): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!check() && performance.now() < end) await pause(20);
}

async function measureProduct(runs: RunsWorld, { origin }: BenchGateway, count: number): Promise<StreamsTiming> {
  const pages = await runs.openPages(origin, count);
  try {
    return await measure(runs.model, { name: 'product', count }, async (streams) => {
      await Promise.all(
        pages.map(async (page, n) => {
          const { stream, clock } = streams[n] ?? {};
          if (stream === undefined || clock === undefined) return;
          page.onEvents = (events) => {
            for (const event of events) if (event.type === 'text.delta') clock.take(event.text);
          };
          const { runId } = await page.send(questionFor(stream));
          await page.subscribe(runId, 0);
        }),
      );
    });
  } finally {
    for (const page of pages) page.close();
  }
}

async function measureBare(model: PacedModel, count: number): Promise<StreamsTiming> {
  const { peer, said } = await RunsPeer.start('apps/gateway/bench/bare-relay.mjs', [model.baseUrl]);
  const { port } = z.looseObject({ port: z.number() }).parse(said);
  const sockets = Array.from({ length: count }, () => connectBare(port));
  try {
    return await measure(model, { name: 'bare', count }, async (streams) => {
      const open = await Promise.all(sockets);
      for (const [n, { stream, clock }] of streams.entries()) {
        open[n]?.on('piece', (text: string) => clock.take(text));
        open[n]?.emit('ask', questionFor(stream));
      }
    });
  } finally {
    for (const socket of await Promise.allSettled(sockets))
      if (socket.status === 'fulfilled') socket.value.disconnect();
    await peer.stop();
  }
}

async function connectBare(port: number): Promise<Socket> {
  const options = { transports: ['websocket'], reconnection: false, forceNew: true, timeout: START_MS };
  const socket = io(`http://127.0.0.1:${port}`, options);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

/** Measures both ways with each number of streams into `rows`. Starts as many workers as there must be places. */
export async function measureLatency(
  runs: RunsWorld,
  gateway: BenchGateway,
  counts: readonly number[],
  rows: LatencyRow[],
): Promise<void> {
  for (const streams of counts) {
    try {
      await runs.haveWorkers(Math.ceil(streams / PLACES));
      const bare = await measureBare(runs.model, streams);
      rows.push({ streams, bare, product: await measureProduct(runs, gateway, streams) });
    } catch (error) {
      throw new Error(`${streams} streams: ${error instanceof Error ? error.message : 'no reason'}`, { cause: error });
    }
  }
}
