import type { IncomingHttpHeaders } from 'node:http';
import { checkSignUpSchema, type CheckSignUp, type SignUpState } from '@cloakroom/contracts';
import { TryLimits, type TryLimit } from '@cloakroom/platform';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { Public } from '../auth/session.guard.js';
import { CLIENT_ADDRESS_HEADER } from '../http/configure-http.js';
import { AdminService } from './admin.service.js';

/** Questions of one address. An invitation has 256 random bits: this is for the database's sake. */
const QUESTIONS: TryLimit = { name: 'sign-up-check', tries: 300, seconds: 60 };

/** `/api/v1/sign-up`: what the sign-up page asks before it shows its form. */
@Public()
@Controller('api/v1/sign-up')
export class SignUpController {
  constructor(
    private readonly admin: AdminService,
    private readonly limits: TryLimits,
  ) {}

  @Post('check')
  @HttpCode(200)
  async check(
    @Headers() { [CLIENT_ADDRESS_HEADER]: address }: IncomingHttpHeaders,
    @Body({ schema: checkSignUpSchema }) { invitation }: CheckSignUp,
  ): Promise<SignUpState> {
    await this.limits.take(QUESTIONS, typeof address === 'string' && address !== '' ? address : 'unknown');
    return this.admin.signUpState(invitation);
  }
}
