import { PersistenceModule, type Persistence } from '@cloakroom/persistence';
import { RedisModule, type Logger } from '@cloakroom/platform';
import type { VaultSealer } from '@cloakroom/secrets/seal';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AccountModule } from './account/account.module.js';
import { AdminModule } from './admin/admin.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import type { createAuth } from './auth/create-auth.js';
import type { SessionEndings } from './auth/session-endings.js';
import { ConfigModule } from './config/config.module.js';
import type { GatewayConfig } from './config/gateway.config.js';
import { LoggerModule } from './config/logger.module.js';
import { ConversationsModule } from './conversations/conversations.module.js';
import { FilesModule } from './files/files.module.js';
import { HealthModule } from './health/health.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { createValidationPipe } from './http/validation.js';
import { DrillsModule } from './drills/drills.module.js';
import { LeasesModule } from './leases/leases.module.js';
import { PromptsModule } from './prompts/prompts.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { RunApiModule } from './run-api/run-api.module.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { SecretsModule } from './secrets/secrets.module.js';
import { SystemModule } from './system/system.module.js';
import { UserEventsModule } from './user-events/user-events.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { VaultModule } from './vault/vault.module.js';

/** What was opened and checked before the app is made. */
export interface GatewayParts {
  readonly config: GatewayConfig;
  readonly logger: Logger;
  readonly persistence: Persistence;
  readonly sealer: VaultSealer;
  readonly auth: ReturnType<typeof createAuth>;
  readonly endings: SessionEndings;
}

/** The gateway's features. */
@Module({})
export class AppModule {
  static forRoot({ config, logger, persistence, sealer, auth, endings }: GatewayParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        LoggerModule.forRoot(logger),
        PersistenceModule.forRoot(persistence),
        RedisModule.forRoot({ url: config.REDIS_URL, prefix: config.QUEUE_PREFIX, patience: 'fail-fast', logger }),
        UserEventsModule,
        AuthModule.forRoot(auth, endings),
        HealthModule,
        VaultModule.forRoot(sealer),
        SecretsModule,
        AuditModule,
        AccountModule.forRoot(auth),
        AdminModule,
        ConversationsModule,
        DrillsModule,
        FilesModule,
        LeasesModule,
        PromptsModule,
        ApiKeysModule,
        RunApiModule,
        WebhooksModule,
        SchedulesModule,
        SystemModule,
        RealtimeModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: createValidationPipe },
      ],
    };
  }
}
