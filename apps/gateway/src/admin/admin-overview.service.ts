import { PRODUCT_VERSION, type AdminOverview } from '@cloakroom/contracts';
import { UsageReader } from '@cloakroom/persistence';
import { RedisConnections, WorkerPresenceRegistry } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG } from '../config/config.module.js';
import type { GatewayConfig } from '../config/gateway.config.js';

const FRESH_MS = 10_000;

/** What the installation holds, may and runs on. Counting costs, so it is done at most every ten seconds. */
@Injectable()
export class AdminOverviewService {
  #last: { readonly at: number; readonly overview: Promise<AdminOverview> } | null = null;

  constructor(
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
    private readonly usage: UsageReader,
    private readonly redis: RedisConnections,
    private readonly presence: WorkerPresenceRegistry,
  ) {}

  look(): Promise<AdminOverview> {
    if (this.#last !== null && Date.now() - this.#last.at < FRESH_MS) return this.#last.overview;
    const overview = this.count();
    const last = { at: Date.now(), overview };
    this.#last = last;
    overview.catch(() => {
      if (this.#last === last) this.#last = null;
    });
    return overview;
  }

  private async count(): Promise<AdminOverview> {
    const [usage, mongo, redis, models] = await Promise.all([
      this.usage.total(),
      this.usage.serverVersion(),
      this.redis.serverVersion(),
      this.models(),
    ]);
    return {
      usage,
      models,
      limits: this.limits(),
      versions: { product: PRODUCT_VERSION, node: process.versions.node, mongo, redis },
    };
  }

  private limits(): AdminOverview['limits'] {
    return {
      runsPerUser: this.config.MAX_RUNS_PER_USER,
      queuedRunsPerUser: this.config.MAX_QUEUED_RUNS_PER_USER,
      queuedRuns: this.config.MAX_QUEUED_RUNS,
      fileMegabytesPerUser: this.config.MAX_FILE_MB_PER_USER,
      signInTriesPerMinute: this.config.SIGN_IN_TRIES_PER_MINUTE,
    };
  }

  private async models(): Promise<AdminOverview['models']> {
    const models = new Map<string, AdminOverview['models'][number]>();
    for (const { model } of await this.presence.list().catch(() => [])) {
      const key = `${model.kind} ${model.name}`;
      models.set(key, { ...model, workers: (models.get(key)?.workers ?? 0) + 1 });
    }
    return [...models.values()];
  }
}
