import type { Persistence } from '@cloakroom/persistence';

interface Claim {
  readonly _id: string;
  readonly userId: string;
}

const CLAIM_ID = 'administrator';
const DUPLICATE_KEY = 11_000;

/** Makes the first person who signs up the administrator. One document that can be inserted once decides who that is. */
export class AdministratorClaim {
  constructor(private readonly db: ReturnType<Persistence['mongo']['authDatabase']>['db']) {}

  /** Called at every new session, so that a claim which a crash cut off before the role was written is completed. */
  async claimFor(userId: string): Promise<void> {
    if ((await this.claimantOr(userId)) !== userId) return;
    await this.db
      .collection<{ _id: string; role: string }>('user')
      .updateOne({ _id: userId, role: { $ne: 'admin' } }, { $set: { role: 'admin' } });
  }

  private async claimantOr(userId: string): Promise<string | undefined> {
    const claims = this.db.collection<Claim>('installation');
    const claim = await claims.findOne({ _id: CLAIM_ID });
    if (claim !== null) return claim.userId;
    try {
      await claims.insertOne({ _id: CLAIM_ID, userId });
      return userId;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await claims.findOne({ _id: CLAIM_ID }))?.userId;
    }
  }
}

function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;
}
