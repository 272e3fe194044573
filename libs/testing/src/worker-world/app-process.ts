import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../wait-until.js';

const ROOT = join(import.meta.dirname, '../../../..');

const PROGRAMS = {
  'agent-worker': { entry: 'apps/agent-worker/dist/main.js', readyWords: 'is ready' },
  gateway: { entry: 'apps/gateway/dist/main.js', readyWords: '"msg":"listening"' },
} as const;

/** An app in a process of its own, as it runs in production. */
export class AppProcess {
  #output = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString('utf8');
      });
    }
  }

  /** Starts it and waits until it is ready. The build must be there (`npm run build`). */
  static async start(name: keyof typeof PROGRAMS, env: Readonly<Record<string, string>>): Promise<AppProcess> {
    const { entry, readyWords } = PROGRAMS[name];
    if (!existsSync(join(ROOT, entry)))
      throw new TypeError(`The ${name} has not been built: run "npm run build" first.`);
    const child = spawn(process.execPath, [join(ROOT, entry)], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new AppProcess(child);
    await waitUntil(`the ${name} to be ready`, () => started.hasEnded || started.output.includes(readyWords), 60_000);
    if (started.hasEnded) throw new Error(`The ${name} did not start: ${started.output}`);
    return started;
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
