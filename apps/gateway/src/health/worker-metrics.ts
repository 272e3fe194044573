import type { WorkerPresence } from '@cloakroom/contracts';
import { Counter, Gauge, type Registry } from '@cloakroom/platform';

type Figures = NonNullable<WorkerPresence['figures']>;

/**
 * The workers' figures as Prometheus metrics. Workers have no port of their own: what they say of themselves every three
 * seconds is served by every gateway, under the label `worker`, which is new with each start of a worker.
 */
export class WorkerMetrics {
  readonly #metrics: ReturnType<typeof defineMetrics>;

  constructor(registry: Registry) {
    this.#metrics = defineMetrics(registry);
  }

  /** Replaces all figures by those of the workers that are alive. */
  show(workers: readonly WorkerPresence[]): void {
    for (const metric of Object.values(this.#metrics)) metric.reset();
    for (const { workerId, isolation, figures } of workers) {
      this.#metrics.up.set({ worker: workerId, isolation: isolation.level }, 1);
      if (figures !== undefined) this.#showFigures(workerId, figures);
    }
  }

  #showFigures(worker: string, { sandbox, rssBytes, runsActive, ...counted }: Figures): void {
    const { processes, waiting, memory, active, runs, toolCalls, requests } = this.#metrics;
    processes.set({ worker, state: 'ready', language: 'javascript' }, sandbox.ready.javascript);
    processes.set({ worker, state: 'ready', language: 'python' }, sandbox.ready.python);
    processes.set({ worker, state: 'busy', language: 'any' }, sandbox.busy);
    waiting.set({ worker }, sandbox.queued);
    memory.set({ worker, of: 'sandboxes' }, sandbox.rssBytes);
    memory.set({ worker, of: 'worker' }, rssBytes);
    active.set({ worker }, runsActive);
    for (const { status, count } of counted.runs) runs.inc({ worker, status }, count);
    for (const { language, error, count } of counted.toolCalls) toolCalls.inc({ worker, language, error }, count);
    for (const { outcome, count } of counted.requests) requests.inc({ worker, outcome }, count);
  }
}

function defineMetrics(registry: Registry) {
  const named = (name: string, help: string, ...labels: string[]) => ({
    name: `cloakroom_${name}`,
    help,
    labelNames: ['worker', ...labels],
    registers: [registry],
  });
  return {
    up: new Gauge(named('worker_up', 'Workers that are alive, with their isolation level.', 'isolation')),
    processes: new Gauge(
      named('sandbox_processes', 'Sandbox processes that are ready or hold a run.', 'state', 'language'),
    ),
    waiting: new Gauge(named('sandbox_waiting_calls', 'Tool calls that wait for a sandbox process.')),
    memory: new Gauge(named('worker_resident_bytes', 'Resident memory of a worker and of its sandboxes.', 'of')),
    active: new Gauge(named('worker_active_runs', 'Runs under way.')),
    runs: new Counter(named('worker_runs_total', 'Runs that ended, by how.', 'status')),
    toolCalls: new Counter(named('worker_tool_calls_total', 'Tool calls, by kind of error.', 'language', 'error')),
    requests: new Counter(named('worker_egress_requests_total', 'Requests of agent code, by outcome.', 'outcome')),
  };
}
