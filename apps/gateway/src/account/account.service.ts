import type { IncomingHttpHeaders } from 'node:http';
import type { DeleteAccount } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { TryLimits, userError, UserSignals, type Logger, type TryLimit } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { isAPIError } from 'better-auth/api';
import { fromNodeHeaders } from 'better-auth/node';
import { LOGGER } from '../config/logger.module.js';

/** The part of the sign-in library that ends accounts; what it calls before is in `auth/create-auth.ts`. */
export interface AccountSource {
  readonly api: {
    deleteUser(request: { headers: Headers; body: { password: string } }): Promise<unknown>;
  };
}

/** Name under which the {@link AccountSource} is handed out. */
export const ACCOUNT_SOURCE = Symbol('account source');

/** Whoever holds a session may not find out its password here. */
const PASSWORD_TRIES: TryLimit = { name: 'account-password', tries: 5, seconds: 60 };

/** Ends a person's account for good. */
@Injectable()
export class AccountService {
  constructor(
    @Inject(ACCOUNT_SOURCE) private readonly source: AccountSource,
    private readonly limits: TryLimits,
    private readonly signals: UserSignals,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Throws `wrong-password`, `last-administrator`, and `too-many-requests` after five tries in a minute. One that was cut short can be repeated as long as it is possible to sign in. */
  async delete(owner: OwnerId, { cookie = '' }: IncomingHttpHeaders, { password }: DeleteAccount): Promise<void> {
    await this.limits.take(PASSWORD_TRIES, owner);
    try {
      await this.source.api.deleteUser({ headers: fromNodeHeaders({ cookie }), body: { password } });
    } catch (error) {
      if (!isAPIError(error) || error.statusCode !== 400) throw error;
      const message = 'This is not your password. Nothing was deleted.';
      throw userError('wrong-password', message, { fields: [{ path: 'password', message }] });
    }
    await this.tellProcesses(owner);
  }

  /** A process that does not hear of it forgets the key within five minutes. */
  private async tellProcesses(owner: OwnerId): Promise<void> {
    try {
      await this.signals.accountClosed(owner);
    } catch (error) {
      this.logger.warn({ err: error }, 'Other processes could not be told of a closed account');
    }
  }
}
