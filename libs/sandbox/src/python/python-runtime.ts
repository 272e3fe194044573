import v8 from 'node:v8';

import type { GuestCall, GuestHost, GuestResult, GuestRuntime } from '../child/guest-runtime.types.js';
import { PYTHON_ENGINE_FLAGS } from '../process-flags.js';
import { defaultImageDirectory, readImageManifest, readPythonImage, type PythonImage } from './python-image.js';
import { holdProgram } from './program-code.js';
import { PythonIsolate } from './python-isolate.js';
import { restoreCode, restoredFiles } from './restored-files.js';
import { runPythonCall } from './run-python-call.js';

const idleBeforeWarmMs = 10;

/** Options of {@link createPythonRuntime}. */
export interface PythonRuntimeOptions {
  /** Folder of the built image; default `dist/python-image` of this library. */
  readonly imageDirectory?: string;
}

/** Whether Python can run here, and with what. */
export interface PythonAvailability {
  readonly available: boolean;
  readonly requests: boolean;
  /** One line about what is missing and how to get it; `null` when nothing is. */
  readonly remedy: string | null;
}

/** Looks at the image without loading it; needs no isolated-vm, so the worker may call it. */
export async function readPythonAvailability(directory = defaultImageDirectory): Promise<PythonAvailability> {
  const manifest = await readImageManifest(directory);
  if (manifest !== null) return { available: true, requests: manifest.requests, remedy: manifest.remedy };
  const remedy = 'The Python image is not built: npm run build:python -w libs/sandbox';
  return { available: false, requests: false, remedy };
}

/**
 * CPython inside an isolate, restored from a memory snapshot. `prepare` reads the image and boots the first
 * interpreter; each `execute` uses up one, and the next is booted as soon as its answer is on its way.
 */
export function createPythonRuntime(options: PythonRuntimeOptions = {}): GuestRuntime {
  return new PythonRuntime(options.imageDirectory ?? defaultImageDirectory);
}

class PythonRuntime implements GuestRuntime {
  readonly language = 'python';
  private image: PythonImage | null = null;
  private ahead: Promise<PythonIsolate> | null = null;
  private warming: Promise<void> = Promise.resolve();

  constructor(private readonly imageDirectory: string) {}

  async prepare(): Promise<void> {
    v8.setFlagsFromString(PYTHON_ENGINE_FLAGS);
    this.image = await readPythonImage(this.imageDirectory);
    holdProgram(this.image.bytes.wasm, this.image.programCode);
    await this.next(this.image);
  }

  async execute(call: GuestCall, host: GuestHost): Promise<GuestResult> {
    if (this.image === null) await this.prepare();
    const image = this.image;
    if (image === null) throw new Error('prepare did not load the image');
    const isolate = await this.next(image);
    this.ahead = null;
    await this.warming;
    try {
      return await runPythonCall(isolate, call, host);
    } finally {
      isolate.silence();
      this.replace(isolate, image);
    }
  }

  /** Once the answer is on its way: letting go of an isolate and booting another take time that nobody should wait for. */
  private replace(used: PythonIsolate, image: PythonImage): void {
    setImmediate(() => {
      used.dispose();
      void this.next(image).catch(() => undefined);
    });
  }

  private next(image: PythonImage): Promise<PythonIsolate> {
    if (this.ahead !== null) return this.ahead;
    const ahead = PythonIsolate.boot(image, { makeSnapshot: false, files: restoredFiles(image), restoreCode });
    this.ahead = ahead;
    ahead.then(
      (isolate) => {
        this.warmWhenIdle(ahead, isolate);
      },
      () => {
        this.ahead = null;
      },
    );
    return ahead;
  }

  /** A call that is already waiting for this isolate is not held up by it. */
  private warmWhenIdle(ahead: Promise<PythonIsolate>, isolate: PythonIsolate): void {
    setTimeout(() => {
      if (this.ahead === ahead) this.warming = isolate.warm().catch(() => undefined);
    }, idleBeforeWarmMs).unref();
  }
}
