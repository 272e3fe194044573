import type { SignInWays } from '@cloakroom/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import { GATEWAY_CONFIG } from '../config/config.module.js';
import type { GatewayConfig } from '../config/gateway.config.js';
import { Public } from './session.guard.js';

/** `/api/v1/sign-in`: how people can sign in besides with a password. */
@Public()
@Controller('api/v1/sign-in')
export class SignInController {
  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  @Get()
  ways(): SignInWays {
    const { OIDC_ISSUER: issuer, OIDC_NAME: name } = this.config;
    return { oidc: issuer === undefined ? null : { name: name ?? new URL(issuer).hostname } };
  }
}
