import { availableParallelism } from 'node:os';
import { type AppProcess, WorkerWorld, freePort } from '@cloakroom/testing';
import { BenchPage, type BenchPerson, signUp } from './runs-page.ts';
import { PacedModel } from './runs-model.ts';

/** Runs that one worker of the bench works at at a time: the most that it can be told. */
export const PLACES = 64;
const PEOPLE = 25;
const LIMITS = {
  MAX_RUNS_PER_USER: '1000',
  MAX_QUEUED_RUNS_PER_USER: '100000',
  MAX_QUEUED_RUNS: '100000',
  LOG_LEVEL: 'info',
};

/** A gateway process with its address. */
export interface BenchGateway {
  readonly origin: string;
  readonly process: AppProcess;
}

/** Real gateways and workers with a database and a prefix of their own, and a played model. */
export class RunsWorld {
  readonly world: WorkerWorld;
  readonly model: PacedModel;
  readonly workers: AppProcess[] = [];
  readonly #people: BenchPerson[] = [];
  #closed = false;

  private constructor(world: WorkerWorld, model: PacedModel) {
    this.world = world;
    this.model = model;
  }

  static async open(): Promise<RunsWorld> {
    return new RunsWorld(await WorkerWorld.open(), await PacedModel.start());
  }

  /** Starts workers, as many at once as there are cores, until so many are alive. */
  async haveWorkers(count: number, places = PLACES): Promise<void> {
    const alive = (): number => this.workers.filter(({ hasEnded }) => !hasEnded).length;
    while (alive() < count) {
      const starting = Math.min(count - alive(), availableParallelism());
      this.workers.push(...(await Promise.all(Array.from({ length: starting }, () => this.#startWorker(places)))));
    }
  }

  async stopWorkers(): Promise<void> {
    await this.world.killWorkers();
    this.workers.length = 0;
  }

  async startGateway(): Promise<BenchGateway> {
    this.#assertOpen();
    const port = await freePort();
    const process = await this.world.startGateway(port, LIMITS);
    return { origin: `http://localhost:${port}`, process };
  }

  /** Signs up who will open the pages: several, because what changes for one is told to each of their pages. */
  async signUpPeople(origin: string): Promise<void> {
    while (this.#people.length < PEOPLE) this.#people.push(await signUp(origin));
  }

  /** Opens pages, fifty at a time, people taking turns. */
  async openPages(origin: string, count: number): Promise<BenchPage[]> {
    const pages: BenchPage[] = [];
    while (pages.length < count) {
      this.#assertOpen();
      const batch = Array.from({ length: Math.min(50, count - pages.length) }, (_, n) => pages.length + n);
      pages.push(...(await Promise.all(batch.map((n) => BenchPage.connect(origin, this.person(n))))));
    }
    return pages;
  }

  person(n: number): BenchPerson {
    const person = this.#people[n % this.#people.length];
    if (person === undefined) throw new Error('Nobody has signed up.');
    return person;
  }

  /** Ends every process of it. Work that is still under way fails at its next step. */
  async close(): Promise<void> {
    this.#closed = true;
    this.model.close();
    await this.world.close();
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('The measurement was over.');
  }

  async #startWorker(places: number): Promise<AppProcess> {
    this.#assertOpen();
    return this.world.startWorker({
      ...LIMITS,
      OPENAI_BASE_URL: this.model.baseUrl,
      WORKER_CONCURRENCY: String(places),
      SANDBOX_IDLE_JAVASCRIPT: '0',
      SANDBOX_IDLE_PYTHON: '0',
    });
  }
}
