import { type DynamicModule, Module } from '@nestjs/common';
import type { GatewayConfig } from './gateway.config.js';

/** Token of the parsed configuration. */
export const GATEWAY_CONFIG = Symbol('GatewayConfig');

/** Hands the parsed configuration to whoever injects {@link GATEWAY_CONFIG}. */
@Module({})
export class ConfigModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    const providers = [{ provide: GATEWAY_CONFIG, useValue: config }];
    return { module: ConfigModule, global: true, providers, exports: providers };
  }
}
