import { type Logger } from '@cloakroom/platform';
import { type DynamicModule, Module } from '@nestjs/common';

/** Token of the process's logger. */
export const LOGGER = Symbol('Logger');

/** Hands the logger to whoever injects {@link LOGGER}. */
@Module({})
export class LoggerModule {
  static forRoot(logger: Logger): DynamicModule {
    const providers = [{ provide: LOGGER, useValue: logger }];
    return { module: LoggerModule, global: true, providers, exports: providers };
  }
}
