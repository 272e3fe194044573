/** Names of everything in Redis, under one prefix so that installations (and test runs) can share a server. */
export class RedisKeys {
  /** @param prefix Default of the processes is `cloakroom`; letters, digits, `-`, `_`, `:`. */
  constructor(readonly prefix: string) {}

  /** Prefix of BullMQ's own keys. */
  get queues(): string {
    return `${this.prefix}:queue`;
  }

  /** Stream of a run's events. The braces keep it on one cluster slot with {@link runLogState}. */
  runLog(runId: string): string {
    return `${this.prefix}:run:{${runId}}:log`;
  }

  /** Hash of a run's log: `fence` and `seq`. */
  runLogState(runId: string): string {
    return `${this.prefix}:run:{${runId}}:state`;
  }

  /** Channel that says a run's log has grown. */
  get runLogChannel(): string {
    return `${this.prefix}:run-log`;
  }

  /** Channel of run ids to be stopped. */
  get cancelChannel(): string {
    return `${this.prefix}:run-cancel`;
  }

  /** Channel from workers to gateways about what changed for a user. */
  get userChannel(): string {
    return `${this.prefix}:user`;
  }

  /** Channel of user ids whose secrets have changed, from workers to gateways. */
  get userSecretsChannel(): string {
    return `${this.prefix}:user-secrets`;
  }

  /** Channel of user ids whose accounts are gone. */
  get accountClosedChannel(): string {
    return `${this.prefix}:account-closed`;
  }

  /** Prefix of counters of tries, by what was tried. */
  tries(name: string): string {
    return `${this.prefix}:tries:${name}`;
  }

  /** Set of worker ids, some of which may be gone. */
  get workers(): string {
    return `${this.prefix}:workers`;
  }

  /** What one worker says of itself; expires. */
  worker(workerId: string): string {
    return `${this.prefix}:worker:${workerId}`;
  }
}
