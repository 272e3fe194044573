import { VaultSealer } from '@cloakroom/secrets/seal';
import { type DynamicModule, Module } from '@nestjs/common';
import { VaultController } from './vault.controller.js';

/** The vault's public half. */
@Module({})
export class VaultModule {
  static forRoot(sealer: VaultSealer): DynamicModule {
    const providers = [{ provide: VaultSealer, useValue: sealer }];
    return { module: VaultModule, global: true, controllers: [VaultController], providers, exports: providers };
  }
}
