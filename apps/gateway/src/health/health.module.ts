import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { createGatewayMetrics, METRICS, type MetricsRegistry } from './metrics.js';
import { WorkerMetrics } from './worker-metrics.js';

/** Health and metrics. */
@Global()
@Module({
  controllers: [HealthController],
  providers: [
    HealthService,
    { provide: METRICS, useFactory: createGatewayMetrics },
    {
      provide: WorkerMetrics,
      inject: [METRICS],
      useFactory: (registry: MetricsRegistry) => new WorkerMetrics(registry),
    },
  ],
  exports: [METRICS],
})
export class HealthModule {}
