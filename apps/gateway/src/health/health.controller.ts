import type { Readiness } from '@cloakroom/contracts';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../auth/session.guard.js';
import { HealthService } from './health.service.js';
import { METRICS, type MetricsRegistry } from './metrics.js';
import { WorkerMetrics } from './worker-metrics.js';

/** For whoever keeps the gateway running: a load balancer, Kubernetes, Prometheus. */
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    @Inject(METRICS) private readonly metrics: MetricsRegistry,
    private readonly workers: WorkerMetrics,
  ) {}

  @Get('health/live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  @Get('health/ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const readiness = await this.health.readiness();
    response.status(readiness.status === 'up' ? 200 : 503);
    return readiness;
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async metricsText(): Promise<string> {
    this.workers.show((await this.health.readiness()).workers);
    return this.metrics.metrics();
  }
}
