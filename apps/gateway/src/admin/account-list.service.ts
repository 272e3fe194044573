import type { AccountList, AccountListQuery } from '@cloakroom/contracts';
import { AccountDirectory, UsageReader } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';

/** Who has an account, and how much is in it. */
@Injectable()
export class AccountListService {
  constructor(
    private readonly accounts: AccountDirectory,
    private readonly usage: UsageReader,
  ) {}

  async page({ after, limit }: AccountListQuery): Promise<AccountList> {
    const { accounts, ...rest } = await this.accounts.list(limit, after);
    const usage = await this.usage.ofAccounts(accounts.map(({ id }) => id));
    const listed = accounts.flatMap((account) => {
      const used = usage.get(account.id);
      return used === undefined ? [] : [{ ...account, usage: used }];
    });
    return { accounts: listed, ...rest };
  }
}
