/** Limits of one run. Times in milliseconds. */
export interface RunLimits {
  /** Answers of the model, each of which may ask for tool calls. */
  readonly maxSteps: number;
  /** Tool calls of one answer that are carried out; the model is told about the rest. */
  readonly maxCallsPerStep: number;
  /** At work, over all attempts: see `RunBudget`. */
  readonly maxRunMs: number;
  /** Of the model, read and written. */
  readonly maxRunTokens: number;
  /** Claims at the same place, the first one included; then the run fails instead of killing worker after worker. */
  readonly maxAttempts: number;
  readonly heartbeatMs: number;
  /** How long neighbouring pieces of text are gathered into one event. */
  readonly coalesceMs: number;
  /** Characters of events not yet in the log at which the model's stream is held. */
  readonly maxBacklogChars: number;
  /** Secrets that one run may ask its user for. */
  readonly maxSecretPrompts: number;
  /** Times that one run may ask to use secrets. */
  readonly maxLeasePrompts: number;
  /** How long a run waits for its user. */
  readonly promptTtlMs: number;
  /** Life of a log after its run has ended. */
  readonly logTtlMs: number;
}

/** The limits in force. */
export const RUN_LIMITS: RunLimits = {
  maxSteps: 12,
  maxCallsPerStep: 8,
  maxRunMs: 10 * 60_000,
  maxRunTokens: 500_000,
  maxAttempts: 10,
  heartbeatMs: 2_000,
  coalesceMs: 25,
  maxBacklogChars: 256 * 1024,
  maxSecretPrompts: 5,
  maxLeasePrompts: 20,
  promptTtlMs: 60 * 60_000,
  logTtlMs: 10 * 60_000,
};
