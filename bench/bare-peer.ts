import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const Ready = z.object({ ready: z.literal(true) });
const Answer = z.object({ ms: z.number(), result: z.unknown() });

function scriptPath(name: string): string {
  return fileURLToPath(new URL(`../libs/sandbox/bench/${name}`, import.meta.url));
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const values: unknown[] = await once(child, 'message', { signal: AbortSignal.timeout(60_000) });
  return values[0];
}

/** An engine with nothing around it, in its own process. */
export class BarePeer {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  /** Starts `libs/sandbox/bench/<script>` and waits until it takes calls. */
  static async start(script: string, args: readonly string[]): Promise<BarePeer> {
    const child = fork(scriptPath(script), [...args], {
      execArgv: ['--no-node-snapshot'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    Ready.parse(await nextMessage(child));
    return new BarePeer(child);
  }

  /** Runs the code; milliseconds of the call alone, as the process saw it. */
  async call(code: string, expected: unknown): Promise<number> {
    const answer = nextMessage(this.child);
    this.child.send({ code });
    const { ms, result } = Answer.parse(await answer);
    if (result !== expected) throw new Error(`A baseline answered ${String(result)} instead of ${String(expected)}.`);
    return ms;
  }

  /** Kills the process and waits for its end. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** Writes a memory snapshot of a bare Pyodide to the file. */
export async function writePyodideSnapshot(file: string): Promise<void> {
  const child = fork(scriptPath('bare-pyodide.mjs'), ['make-snapshot', file], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const values: unknown[] = await once(child, 'exit');
  if (values[0] !== 0) throw new Error('A bare Pyodide could not make its snapshot.');
}
