import type { VaultPublicKey } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { VaultSealer } from '@cloakroom/secrets/seal';
import { Controller, Get } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';

/** What a browser needs to seal a value. */
@Controller('api/v1/vault')
export class VaultController {
  constructor(private readonly sealer: VaultSealer) {}

  @Get('public-key')
  publicKey(@Owner() owner: OwnerId): VaultPublicKey {
    return { ...this.sealer.publicKey(), userId: owner };
  }
}
