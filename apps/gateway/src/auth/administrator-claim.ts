import type { Persistence } from '@cloakroom/persistence';

interface Claim {
  readonly _id: string;
  readonly userId: string;
  /** Set once the role was written, or changed since: from then on the claim makes nobody an administrator. */
  readonly settled?: boolean;
}

const CLAIM_ID = 'administrator';
/** Where the rule of who may sign up is kept. */
const SIGN_UP_RULE_ID = 'sign-up';
const DUPLICATE_KEY = 11_000;

/** Makes the first person who signs up the administrator. One document that can be inserted once decides who that is. */
export class AdministratorClaim {
  constructor(private readonly db: ReturnType<Persistence['mongo']['authDatabase']>['db']) {}

  /** Called at every new session, so that a claim which a crash cut off before the role was written is completed. */
  async claimFor(userId: string): Promise<void> {
    const claim = await this.claimOr(userId);
    if (claim?.userId !== userId || claim.settled === true) return;
    await this.db
      .collection<{ _id: string; role: string }>('user')
      .updateOne({ _id: userId, role: { $ne: 'admin' } }, { $set: { role: 'admin' } });
    await this.claims().updateOne({ _id: CLAIM_ID, userId }, { $set: { settled: true } });
  }

  /** After the last account was deleted, the next one is the first, and nothing keeps it out. */
  async releaseIfNobodyIsLeft(): Promise<void> {
    const left = await this.db.collection('user').findOne({}, { projection: { _id: 1 } });
    if (left === null) await this.claims().deleteMany({ _id: { $in: [CLAIM_ID, SIGN_UP_RULE_ID] } });
  }

  private async claimOr(userId: string): Promise<Claim | null> {
    const claim = await this.claims().findOne({ _id: CLAIM_ID });
    if (claim !== null) return claim;
    try {
      const made = { _id: CLAIM_ID, userId };
      await this.claims().insertOne(made);
      return made;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return this.claims().findOne({ _id: CLAIM_ID });
    }
  }

  private claims() {
    return this.db.collection<Claim>('installation');
  }
}

function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;
}
