import { userError } from '@cloakroom/platform';
import type { RunSpending } from './run-checkpoint.js';
import type { RunLimits } from './run-limits.js';

type Allowance = Pick<RunLimits, 'maxRunMs' | 'maxRunTokens'>;

/**
 * What one run has used of its time and its tokens, over all attempts up to their last checkpoints. Time is time at work:
 * waiting in the queue and for the user costs none.
 */
export class RunBudget {
  readonly #startedAt = performance.now();
  #tokens: number;

  constructor(
    private readonly before: RunSpending,
    private readonly allowance: Allowance,
  ) {
    this.#tokens = before.tokens;
  }

  /** Milliseconds of work that were left when this attempt began. */
  get msAtStart(): number {
    return Math.max(0, this.allowance.maxRunMs - this.before.ms);
  }

  /** What has been used so far. */
  get spent(): RunSpending {
    return { ms: this.before.ms + Math.round(performance.now() - this.#startedAt), tokens: this.#tokens };
  }

  /** Counts an answer of the model. Throws `run-token-limit` when the run wants to go on and has used its tokens up. */
  spend(tokens: number, goesOn: boolean): void {
    this.#tokens += tokens;
    if (goesOn && this.#tokens >= this.allowance.maxRunTokens) throw tokenLimit(this.#tokens, this.allowance);
  }
}

/** The failure of a run that worked for too long. */
export function timeLimit({ maxRunMs }: Pick<Allowance, 'maxRunMs'>): { code: string; message: string } {
  const message =
    `The run was stopped because it worked for longer than ${duration(maxRunMs)}, the limit of one run. ` +
    'Ask for less at once. Whoever runs this server can raise MAX_RUN_MINUTES.';
  return { code: 'run-timeout', message };
}

function tokenLimit(tokens: number, { maxRunTokens }: Pick<Allowance, 'maxRunTokens'>) {
  const used = tokens.toLocaleString('en');
  const limit = maxRunTokens.toLocaleString('en');
  const message =
    `The run was stopped because it used ${used} tokens of the model; the limit of one run is ${limit}. ` +
    'Ask for less at once, or start a new conversation. Whoever runs this server can raise MAX_RUN_TOKENS.';
  return userError('run-token-limit', message);
}

function duration(ms: number): string {
  const [count, unit] = ms < 60_000 ? [ms / 1_000, 'second'] : [Math.round(ms / 60_000), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
