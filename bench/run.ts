/* `npm run bench`: everything in one interleaved run, printed and written to docs/benchmarks.md. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '@cloakroom/sandbox';
import { createEgressBroker } from '../apps/agent-worker/dist/egress/egress-broker.js';
import { BarePeer, writePyodideSnapshot } from './bare-peer.ts';
import { interleave, type Timing } from './bench-statistics.ts';
import { loadBefore, renderReport } from './bench-report.ts';
import { runRedactionBench } from './redaction.bench.ts';
import {
  bareCall,
  coldPython,
  fetches,
  JAVASCRIPT_CALL,
  otherWays,
  PYTHON_CALL,
  toolCall,
} from './sandbox-contestants.ts';

const HOST_NAME = 'api.bench.example';

async function measureSandbox(folder: string): Promise<Map<string, Timing>[]> {
  const snapshot = join(folder, 'pyodide.bin');
  await writePyodideSnapshot(snapshot);
  const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const broker = createEgressBroker({ hostOverrides: new Map([[HOST_NAME, origin]]) });
  const sandbox = createSandbox({ idle: { javascript: 0, python: 0 }, maxProcessesPerUser: 8 });
  await sandbox.start();
  const owner = { userId: 'bench', runId: randomUUID() };
  const parts = { session: sandbox.openSession(owner), egress: broker.openRun(owner), origin, hostName: HOST_NAME };
  const peers = await Promise.all([
    BarePeer.start('bare-isolate.mjs', ['warm']),
    BarePeer.start('bare-isolate.mjs', ['fresh']),
    BarePeer.start('bare-pyodide.mjs', ['plain']),
  ]);
  const [warm, fresh, pyodide] = peers;
  try {
    const javascript = [
      toolCall('Cloakroom, JavaScript tool call', 'javascript', parts),
      ...bareCall('bare isolated-vm, warm isolate', warm, JAVASCRIPT_CALL),
      ...bareCall('bare isolated-vm, fresh isolate', fresh, JAVASCRIPT_CALL),
      ...otherWays(),
    ];
    const python = [
      toolCall('Cloakroom, Python tool call', 'python', parts),
      ...bareCall('bare Pyodide, warm', pyodide, PYTHON_CALL),
    ];
    return [
      await interleave(javascript, { rounds: 100, warmUps: 5, budgetMs: 60_000 }),
      await interleave(python, { rounds: 50, warmUps: 3, budgetMs: 30_000 }),
      await interleave(coldPython(sandbox, parts, snapshot), { rounds: 5, warmUps: 0, budgetMs: 40_000 }),
      await interleave(fetches(parts), { rounds: 30, warmUps: 2, budgetMs: 30_000 }),
    ];
  } finally {
    await Promise.all([...peers.map((peer) => peer.stop()), sandbox.stop(), broker.close()]);
    server.close();
    server.closeAllConnections();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'cloakroom-bench-'));
const load = loadBefore();
try {
  const [javascript, python, cold, network] = await measureSandbox(folder);
  if (!javascript || !python || !cold || !network) throw new Error('A part of the bench did not run.');
  const report = renderReport({ load, javascript, python, cold, network, redaction: runRedactionBench() });
  await writeFile(new URL('../docs/benchmarks.md', import.meta.url), report);
  process.stdout.write(report);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
