import type { WorkerFigures, WorkerPresence } from '@cloakroom/contracts';
import type { IsolationReport, Sandbox } from '@cloakroom/sandbox';
import type { WorkerConfig } from '../config/worker.config.js';
import type { EgressBroker } from '../egress/egress-broker.js';
import type { RunEngine } from '../run/run-engine.js';
import type { WorkerCounters } from './worker-counters.js';

/** What this worker says of itself on the health page. */
export function describeWorker(
  workerId: string,
  config: Pick<WorkerConfig, 'MODEL_KIND' | 'OPENAI_MODEL'>,
  isolation: IsolationReport,
  egress: EgressBroker,
): WorkerPresence {
  const { level, layers, missing, python } = isolation;
  return {
    workerId,
    startedAt: Date.now(),
    isolation: { level, layers: [...layers], missing: [...missing], python: { ...python } },
    hostOverrides: [...egress.hostOverrides].map(([host, target]) => ({ host, target })),
    model: { kind: config.MODEL_KIND, name: config.OPENAI_MODEL },
  };
}

/** What this worker has done, and what its sandboxes take at this moment. */
export function readFigures(
  sandbox: Pick<Sandbox, 'stats'>,
  engine: Pick<RunEngine, 'activeCount'>,
  counters: WorkerCounters,
): WorkerFigures {
  return {
    sandbox: sandbox.stats(),
    rssBytes: process.memoryUsage.rss(),
    runsActive: engine.activeCount,
    ...counters.read(),
  };
}
