import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../wait-until.js';

const ROOT = join(import.meta.dirname, '../../../..');
const ENTRY = join(ROOT, 'apps/agent-worker/dist/main.js');

/** An agent-worker in a process of its own, as it runs in production. */
export class WorkerProcess {
  #output = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString('utf8');
      });
    }
  }

  /** Starts it and waits until it is ready. The build must be there (`npm run build`). */
  static async start(env: Readonly<Record<string, string>>): Promise<WorkerProcess> {
    if (!existsSync(ENTRY)) throw new TypeError('The agent-worker has not been built: run "npm run build" first.');
    const child = spawn(process.execPath, [ENTRY], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const worker = new WorkerProcess(child);
    await waitUntil('the worker to be ready', () => worker.hasEnded || worker.output.includes('is ready'), 60_000);
    if (worker.hasEnded) throw new Error(`The worker did not start: ${worker.output}`);
    return worker;
  }

  /** Everything it has written so far. */
  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends a signal; does not wait. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Kills it outright, as a crash would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }

  /** Waits for its end and answers with its exit code, `null` after a signal. */
  async ended(timeoutMs = 30_000): Promise<number | null> {
    await waitUntil('the worker to end', () => this.hasEnded, timeoutMs);
    return this.child.exitCode;
  }
}
