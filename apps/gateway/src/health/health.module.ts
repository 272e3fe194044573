import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { createGatewayMetrics, METRICS } from './metrics.js';

/** Health and metrics. */
@Global()
@Module({
  controllers: [HealthController],
  providers: [HealthService, { provide: METRICS, useFactory: createGatewayMetrics }],
  exports: [METRICS],
})
export class HealthModule {}
