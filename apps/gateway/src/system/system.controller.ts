import { PRODUCT_VERSION, type SystemView } from '@cloakroom/contracts';
import { WorkerPresenceRegistry } from '@cloakroom/platform';
import { Controller, Get, Inject } from '@nestjs/common';
import { GATEWAY_CONFIG } from '../config/config.module.js';
import type { GatewayConfig } from '../config/gateway.config.js';

/** What a signed-in page needs to know about this installation. */
@Controller('api/v1/system')
export class SystemController {
  constructor(
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
    private readonly presence: WorkerPresenceRegistry,
  ) {}

  @Get()
  async view(): Promise<SystemView> {
    const [worker] = await this.presence.list();
    return {
      version: PRODUCT_VERSION,
      model: worker?.model ?? { kind: this.config.MODEL_KIND, name: this.config.MODEL_NAME },
      hostOverrides: worker?.hostOverrides ?? [],
    };
  }
}
