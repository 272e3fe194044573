/** What many timings of one thing come down to, in milliseconds. */
export interface Timing {
  readonly calls: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
}

/** Median and nearest-rank 99th percentile; with fewer than 100 samples the latter is the slowest one. */
export function summarize(samples: readonly number[]): Timing {
  const sorted = samples.toSorted((a, b) => a - b);
  return { calls: sorted.length, medianMs: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
}

/** One contestant: does the work once and says how many milliseconds it took. */
export interface Contestant {
  readonly name: string;
  readonly once: () => Promise<number>;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/**
 * Runs each contestant once a round, in another order every round: a busy moment of the machine hits all alike, and so
 * does what a heavy one leaves behind for the next. The first `warmUps` rounds are not counted.
 * Ends early, with what it has, once `budgetMs` is spent.
 */
export async function interleave(
  contestants: readonly Contestant[],
  plan: { readonly rounds: number; readonly warmUps: number; readonly budgetMs: number },
): Promise<Map<string, Timing>> {
  const samples = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  const end = performance.now() + plan.budgetMs;
  for (let round = -plan.warmUps; round < plan.rounds && (round < 1 || performance.now() < end); round += 1) {
    for (const { name, once } of shuffled(contestants)) {
      const ms = await once();
      if (round >= 0) samples.get(name)?.push(ms);
    }
  }
  return new Map([...samples].map(([name, values]) => [name, summarize(values)]));
}

/** Milliseconds until the work is done. */
export async function clocked(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
