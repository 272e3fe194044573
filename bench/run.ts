/*
 * `npm run bench`: everything, printed and written to docs/benchmarks.md. `npm run bench -- --only sandbox` (or `runs`)
 * measures one part; what the page says of the other stays.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSandbox } from '@cloakroom/sandbox';
import { createEgressBroker } from '../apps/agent-worker/dist/egress/egress-broker.js';
import { BarePeer, writePyodideSnapshot } from './bare-peer.ts';
import { interleave, type Timing } from './bench-statistics.ts';
import { benchPage } from './bench-page.ts';
import { loadBefore, renderReport } from './bench-report.ts';
import { runRedactionBenchApart } from './redaction.bench.ts';
import { runRevocationBench } from './revocation.bench.ts';
import { renderRunsReport } from './runs-report.ts';
import { runRunsBench } from './runs.bench.ts';
import {
  bareCall,
  coldPython,
  fetches,
  JAVASCRIPT_CALL,
  otherWays,
  pooledPythonCall,
  PYTHON_CALL,
  rested,
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
  const pooled = createSandbox({ idle: { javascript: 0, python: 1 } });
  await sandbox.start();
  await pooled.start();
  const owner = { userId: 'bench', runId: randomUUID() };
  const egress = broker.openRun(owner);
  const parts = {
    session: sandbox.openSession(owner),
    openEgress: () => egress.openCall(),
    origin,
    hostName: HOST_NAME,
  };
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
    const barePython = bareCall('bare Pyodide, warm', pyodide, PYTHON_CALL);
    const python = [
      pooledPythonCall('Cloakroom, Python tool call, ready process', pooled, parts),
      toolCall('Cloakroom, Python tool call, held process after a pause', 'python', parts),
      ...barePython,
    ];
    const backToBack = [toolCall('Cloakroom, Python tool call, back to back', 'python', parts), ...barePython];
    return [
      await interleave(javascript, { rounds: 100, warmUps: 5, budgetMs: 60_000 }),
      await interleave(rested(pooled, python), { rounds: 20, warmUps: 1, budgetMs: 60_000 }),
      await interleave(backToBack, { rounds: 15, warmUps: 1, budgetMs: 30_000 }),
      await interleave(coldPython(sandbox, parts, snapshot), { rounds: 5, warmUps: 0, budgetMs: 40_000 }),
      await interleave(fetches(parts), { rounds: 30, warmUps: 2, budgetMs: 30_000 }),
    ];
  } finally {
    await Promise.all([...peers.map((peer) => peer.stop()), sandbox.stop(), pooled.stop(), broker.close()]);
    server.close();
    server.closeAllConnections();
  }
}

async function sandboxPart(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cloakroom-bench-'));
  const load = loadBefore();
  try {
    const [javascript, python, backToBack, cold, network] = await measureSandbox(folder);
    if (!javascript || !python || !backToBack || !cold || !network) throw new Error('A part of the bench did not run.');
    const revocation = await runRevocationBench();
    const redaction = runRedactionBenchApart();
    return renderReport({ load, javascript, python, backToBack, cold, network, revocation, redaction });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runsPart(): Promise<string> {
  const load = loadBefore();
  const results = await runRunsBench((line) => process.stderr.write(`${line}\n`));
  return renderRunsReport(load, results);
}

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
if (only !== undefined && only !== 'sandbox' && only !== 'runs') throw new TypeError('--only is "sandbox" or "runs".');
const page = await benchPage();
if (only !== 'runs') await page.write({ sandbox: await sandboxPart() });
if (only !== 'sandbox') await page.write({ runs: await runsPart() });
process.stdout.write(page.text);
process.exit(0);
