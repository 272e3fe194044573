import { existsSync, realpathSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { LIMITS, type SandboxLimits } from '../limits.js';
import type { IsolationLevel, IsolationReport, Sandbox, SandboxLanguage, SandboxSession } from '../sandbox.types.js';
import { ByteBudget } from './byte-budget.js';
import { FairGate } from './fair-gate.js';
import { layerNames, NO_PRIVATE_ROOT, probeIsolation, sandboxCommand, type IsolationPlan } from './isolation-plan.js';
import { checkBuild, childEntry } from './child-entry.js';
import { SandboxProcess } from './sandbox-process.js';
import { createScratchFolder } from './scratch-folder.js';
import { selfTest } from './self-test.js';
import { RunSession } from './session.js';
import { WarmPool } from './warm-pool.js';

/** How a sandbox is set up; every option has a default. */
export interface SandboxOptions {
  /** `strict` (default) refuses to start when a layer is missing; `standard` runs without and reports it. */
  readonly level?: IsolationLevel;
  /** Idle processes kept ready per language; default 2 JavaScript, 1 Python. 0 starts each one cold. */
  readonly idle?: Partial<Record<SandboxLanguage, number>>;
  /** Processes running agent code at the same time; default 16. */
  readonly maxProcesses?: number;
  /** Processes one user may hold at the same time; default a quarter of `maxProcesses`, at least 2. */
  readonly maxProcessesPerUser?: number;
  /** Calls that may wait for a process; default 200. */
  readonly maxQueued?: number;
  /** The Node binary that runs sandbox processes; default the one running now. */
  readonly nodePath?: string;
}

/** Memory of the worker that request bodies and files on their way out of sandboxes may take, in all and per user. */
const INTAKE = { total: 160 * 1_048_576, perOwner: 40 * 1_048_576 };

/** Where processes start, under the sandbox's own temporary folder. */
const EMPTY_FOLDER = 'empty';

/** A layer that strict mode needs is missing. */
export class IsolationError extends Error {
  override readonly name = 'IsolationError';
  constructor(readonly missing: IsolationReport['missing']) {
    super(
      `The sandbox cannot start in strict mode. ${missing.map(({ layer, remedy }) => `Missing: ${layer}. ${remedy}`).join(' ')} ` +
        'To run without these layers, set the isolation level to "standard"; the health page will say so.',
    );
  }
}

/** A sandbox that also names its processes, for health pages and tests. */
export interface InspectableSandbox extends Sandbox {
  /** Process ids of the sandboxes that hold a run. */
  processIds(): readonly number[];
}

/** The sandbox processes of one worker. */
class ProcessSandbox implements InspectableSandbox {
  private readonly level: IsolationLevel;
  private readonly limits: Record<SandboxLanguage, SandboxLimits> = LIMITS;
  private readonly gate: FairGate;
  private readonly pools: Record<SandboxLanguage, WarmPool>;
  private readonly budget = new ByteBudget(INTAKE);
  private readonly busy = new Set<SandboxProcess>();
  private plan: IsolationPlan | null = null;
  private folder = '';
  private readonly nodePath: string;

  constructor(options: SandboxOptions) {
    this.level = options.level ?? 'strict';
    this.nodePath = realpathSync(options.nodePath ?? process.execPath);
    const places = options.maxProcesses ?? 16;
    this.gate = new FairGate({
      places,
      placesPerUser: options.maxProcessesPerUser ?? Math.max(2, Math.floor(places / 4)),
      waiters: options.maxQueued ?? 200,
    });
    this.pools = {
      javascript: new WarmPool('javascript', options.idle?.javascript ?? 2, () => this.spawn('javascript')),
      python: new WarmPool('python', options.idle?.python ?? 1, () => this.spawn('python')),
    };
  }

  async start(): Promise<IsolationReport> {
    checkBuild();
    this.folder = await createScratchFolder();
    await mkdir(join(this.folder, EMPTY_FOLDER));
    const plan = await probeIsolation(this.folder, this.nodePath);
    if (this.level === 'strict' && plan.missing.length > 0) {
      await rm(this.folder, { recursive: true, force: true });
      throw new IsolationError(plan.missing);
    }
    this.plan = plan;
    await selfTest(this.pools.javascript, this.limits.javascript);
    await Promise.all([this.pools.javascript.warmUp(), this.pools.python.warmUp()]);
    const [python] = this.pools.python.processes();
    const failure = this.pools.python.lastFailure;
    return {
      level: this.level,
      layers: layerNames(plan),
      missing: plan.privateRoot === null ? [...plan.missing, NO_PRIVATE_ROOT] : plan.missing,
      python: {
        available: failure === null,
        requests: python?.hasRequests ?? false,
        remedy: failure ?? python?.note ?? null,
      },
    };
  }

  openSession(owner: { readonly userId: string; readonly runId: string }): SandboxSession {
    return new RunSession(owner.userId, {
      gate: this.gate,
      pools: this.pools,
      limits: this.limits,
      budget: this.budget,
      onProcess: (process) => {
        this.busy.add(process);
        void process.ended.then(() => this.busy.delete(process));
      },
    });
  }

  stats(): ReturnType<Sandbox['stats']> {
    const all = [...this.busy, ...this.pools.javascript.processes(), ...this.pools.python.processes()];
    return {
      ready: { javascript: this.pools.javascript.ready, python: this.pools.python.ready },
      busy: this.busy.size,
      queued: this.gate.queued,
      rssBytes: all.reduce((sum, process) => sum + process.rssBytes(), 0),
    };
  }

  processIds(): readonly number[] {
    return [...this.busy].flatMap(({ pid }) => (pid === null ? [] : [pid]));
  }

  async stop(): Promise<void> {
    const all = [...this.busy, ...this.pools.javascript.processes(), ...this.pools.python.processes()];
    this.pools.javascript.stop();
    this.pools.python.stop();
    for (const process of all) process.kill();
    await Promise.all(all.map((process) => process.ended));
    if (this.folder !== '' && existsSync(this.folder)) await rm(this.folder, { recursive: true, force: true });
  }

  private spawn(language: SandboxLanguage): SandboxProcess {
    if (this.plan === null) throw new Error('The sandbox has not been started.');
    const command = sandboxCommand(this.plan, {
      node: this.nodePath,
      entry: childEntry(),
      language,
      limits: this.limits[language],
    });
    return new SandboxProcess(command, join(this.folder, EMPTY_FOLDER));
  }
}

/** Makes a sandbox; nothing runs before `start()`. */
export function createSandbox(options: SandboxOptions = {}): InspectableSandbox {
  return new ProcessSandbox(options);
}
