import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** A baseline in a process of its own that answers messages. */
export class RunsPeer {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  /** Starts a script of the repository; answers with it and what it said when it was ready. */
  static async start(path: string, args: readonly string[]): Promise<{ peer: RunsPeer; said: unknown }> {
    const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
    const child = fork(file, [...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const peer = new RunsPeer(child);
    const said = await peer.next(z.looseObject({ ready: z.literal(true) }));
    return { peer, said };
  }

  /** Its next message. Listen before it can come. */
  async next<T>(schema: z.ZodType<T>, timeoutMs = 60_000): Promise<T> {
    const values: unknown[] = await once(this.child, 'message', { signal: AbortSignal.timeout(timeoutMs) });
    return schema.parse(values[0]);
  }

  tell(message: object): void {
    this.child.send(message);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
