import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchPage } from './runs-page.ts';
import type { RunsWorld } from './runs-world.ts';

/** What so many idle pages cost a gateway that has nothing else to do. */
export interface MemoryRow {
  readonly sockets: number;
  readonly residentKilobytes: number;
  readonly heapKilobytes: number;
}

interface Memory {
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** As long as V8 takes to collect by itself, in a process that has nothing to do, what the handshakes have left. */
const SETTLE_MS = 12_000;
const WARM_UP_PAGES = 100;

/** Resident memory as the kernel counts it, used heap as the gateway's metrics tell it. */
async function memoryOf(pid: number, origin: string): Promise<Memory> {
  await pause(SETTLE_MS);
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  const heap = /^cloakroom_nodejs_heap_size_used_bytes(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1];
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (heap === undefined || resident === undefined) throw new Error('A gateway did not tell its memory.');
  return { residentBytes: Number(resident) * 1_024, heapBytes: Number(heap) };
}

/**
 * Measures a fresh gateway with each number of sockets, fewest first, after a hundred that came and went, into `rows`.
 * Linux alone.
 */
export async function measureMemory(runs: RunsWorld, counts: readonly number[], rows: MemoryRow[]): Promise<void> {
  const { origin, process } = await runs.startGateway();
  const pages: BenchPage[] = [];
  try {
    await runs.signUpPeople(origin);
    for (const page of await runs.openPages(origin, WARM_UP_PAGES)) page.close();
    const before = await memoryOf(process.pid, origin);
    for (const sockets of counts) {
      pages.push(...(await runs.openPages(origin, sockets - pages.length)));
      const now = await memoryOf(process.pid, origin);
      const each = (bytes: number): number => bytes / 1_024 / sockets;
      rows.push({
        sockets,
        residentKilobytes: each(now.residentBytes - before.residentBytes),
        heapKilobytes: each(now.heapBytes - before.heapBytes),
      });
    }
  } finally {
    for (const page of pages) page.close();
    await process.kill();
  }
}
