import type { WorkerFigures } from '@cloakroom/contracts';
import type { EgressErrorCode } from '@cloakroom/sandbox';

type RunRow = Omit<WorkerFigures['runs'][number], 'count'>;
type CallRow = Omit<WorkerFigures['toolCalls'][number], 'count'>;
type RequestRow = Omit<WorkerFigures['requests'][number], 'count'>;

/** What this worker has done since it started: numbers by kind, and nothing of whose they are. */
export class WorkerCounters {
  readonly #runs = new Tally<RunRow>();
  readonly #toolCalls = new Tally<CallRow>();
  readonly #requests = new Tally<RequestRow>();

  countRun(status: RunRow['status']): void {
    this.#runs.add(status, { status });
  }

  /** A call without an error counts as `none`. */
  countToolCall(language: CallRow['language'], error: CallRow['error'] | null): void {
    this.#toolCalls.add(`${language} ${error ?? 'none'}`, { language, error: error ?? 'none' });
  }

  /** One hop of a request; `null` when it was answered. */
  countRequest(errorCode: EgressErrorCode | null): void {
    const outcome = errorCode === null ? 'answered' : errorCode === 'DENIED' ? 'denied' : 'failed';
    this.#requests.add(outcome, { outcome });
  }

  read(): Pick<WorkerFigures, 'runs' | 'toolCalls' | 'requests'> {
    return { runs: this.#runs.rows(), toolCalls: this.#toolCalls.rows(), requests: this.#requests.rows() };
  }
}

class Tally<Row extends object> {
  readonly #rows = new Map<string, Row & { count: number }>();

  add(key: string, row: Row): void {
    const counted = this.#rows.get(key);
    if (counted === undefined) this.#rows.set(key, { ...row, count: 1 });
    else counted.count += 1;
  }

  rows(): (Row & { count: number })[] {
    return [...this.#rows.values()].map((row) => ({ ...row }));
  }
}
