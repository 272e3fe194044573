import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

import { PROCESS_FLAGS } from '../../process-flags.js';
import { driverAnswerSchema, type DriverOrder, type DriverOutcome } from './driver-protocol.js';

const compiled = join(import.meta.dirname, '../../../dist/python');

/** Builds the image when it is not there; throws with what the build said. */
export function buildImage(): void {
  const script = join(compiled, 'build-snapshot.js');
  if (!existsSync(script)) throw new Error('The library is not compiled. Compile it with: npx tsc -b libs/sandbox');
  const build = spawnSync(process.execPath, [script], { encoding: 'utf8', timeout: 240_000 });
  if (build.status !== 0) throw new Error(`The Python image could not be built: ${build.stderr}`);
}

/** A process that runs Python programs; isolated-vm is loaded there and never in the test's own process. */
export class PythonDriver {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string, undefined>,
    private readonly reader: Interface,
  ) {}

  static async start(): Promise<PythonDriver> {
    const child = spawn(process.execPath, [...PROCESS_FLAGS.python, join(compiled, 'testing/driver.js')], {
      env: {},
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const reader = createInterface({ input: child.stdout });
    const driver = new PythonDriver(child, reader[Symbol.asyncIterator](), reader);
    const first = await driver.next();
    if (!first.ready) throw new Error('the driver did not say that it is ready');
    return driver;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async run(order: DriverOrder | string): Promise<DriverOutcome> {
    this.child.stdin?.write(`${JSON.stringify(typeof order === 'string' ? { code: order } : order)}\n`);
    const answer = await this.next();
    if (answer.ready) throw new Error('the driver started twice');
    return answer;
  }

  /** Starts a program that is not expected to end. */
  send(order: DriverOrder): void {
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
    this.reader.close();
  }

  private async next() {
    const line = await this.lines.next();
    if (line.done === true) throw new Error('the driver process ended');
    return driverAnswerSchema.parse(JSON.parse(line.value));
  }
}
