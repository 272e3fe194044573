import type { IncomingHttpHeaders } from 'node:http';
import type { DeleteAccount, SetPassword } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { conflict, TryLimits, userError, UserSignals, type Logger, type TryLimit } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { isAPIError } from 'better-auth/api';
import { fromNodeHeaders } from 'better-auth/node';
import { z } from 'zod';
import { LOGGER } from '../config/logger.module.js';

/** The part of the sign-in library that ends accounts and gives them passwords; what it calls before is in `auth/create-auth.ts`. */
export interface AccountSource {
  readonly api: {
    deleteUser(request: { headers: Headers; body: { password: string } }): Promise<unknown>;
    getSession(request: { headers: Headers; query?: { disableRefresh?: boolean } }): Promise<unknown>;
    setPassword(request: { headers: Headers; body: { newPassword: string } }): Promise<unknown>;
  };
}

/** Name under which the {@link AccountSource} is handed out. */
export const ACCOUNT_SOURCE = Symbol('account source');

/** Whoever holds a session may not find out its password here. */
const PASSWORD_TRIES: TryLimit = { name: 'account-password', tries: 5, seconds: 60 };

/** Whoever finds an open page may not give themselves a way back in, so the sign-in must be this recent. */
const RECENT_MS = 10 * 60_000;
const begunSchema = z.object({ session: z.object({ createdAt: z.coerce.date() }) });

/** Ends a person's account for good; gives one that was made over a provider a password. */
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

  /** Throws `sign-in-again` when the session is older than ten minutes, `password-set` when there is a password. */
  async setPassword({ cookie = '' }: IncomingHttpHeaders, body: SetPassword): Promise<void> {
    const headers = fromNodeHeaders({ cookie });
    const found = begunSchema.safeParse(await this.source.api.getSession({ headers, query: { disableRefresh: true } }));
    if (!found.success || Date.now() - found.data.session.createdAt.getTime() > RECENT_MS) {
      const message = 'Sign out and in again, and set the password within ten minutes.';
      throw userError('sign-in-again', message, { status: 403 });
    }
    try {
      await this.source.api.setPassword({ headers, body });
    } catch (error) {
      if (!isAPIError(error) || error.statusCode !== 400) throw error;
      throw conflict('password-set', 'This account has a password already. Change it with the current one.');
    }
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
