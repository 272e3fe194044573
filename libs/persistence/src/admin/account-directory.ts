/*
 * The accounts of the installation as administrators see them. Trusted: callers, who have checked that an administrator
 * asks. What must never cross: anything but who an account belongs to, its role and its age; no password, no session.
 */
import { accountRoleSchema, signUpModeSchema, type AccountRole, type AccountView } from '@cloakroom/contracts';
import type { SignUpMode } from '@cloakroom/contracts';
import { conflict, notFound, operationalError } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../connection/duplicate-key.js';

interface UserDocument {
  readonly _id: string;
  readonly name: string;
  readonly email: string;
  readonly role?: string;
  readonly createdAt: Date;
}

interface InstallationDocument {
  readonly _id: string;
  readonly mode?: string;
  readonly until?: Date;
}

/** Changes of who administers are made one at a time; whoever dies over one holds the others up for so long. */
const TURN_MS = 10_000;
const TURN = 'administrators-turn';
const SIGN_UP = 'sign-up';
const SHOWN = { name: 1, email: 1, role: 1, createdAt: 1 } as const;

/** See the head of this file. */
export class AccountDirectory {
  constructor(private readonly connection: Connection) {}

  /** Oldest first, those after the account `after`. */
  async list(limit: number, after?: string): Promise<{ accounts: AccountView[]; total: number; next: string | null }> {
    const last = after === undefined ? null : await this.#users().findOne({ _id: after }, { projection: SHOWN });
    const later =
      last === null
        ? {}
        : { $or: [{ createdAt: { $gt: last.createdAt } }, { createdAt: last.createdAt, _id: { $gt: last._id } }] };
    const query = this.#users().find(later, { projection: SHOWN });
    const found = await query
      .sort({ createdAt: 1, _id: 1 })
      .limit(limit + 1)
      .toArray();
    const accounts = found.slice(0, limit).map(viewOf);
    const next = found.length > limit ? (accounts.at(-1)?.id ?? null) : null;
    return { accounts, total: await this.#users().countDocuments(), next };
  }

  /** Names of accounts by id; accounts that are gone are left out. */
  async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await this.#users()
      .find({ _id: { $in: [...new Set(ids)] } }, { projection: { name: 1 } })
      .toArray();
    return new Map(found.map(({ _id, name }) => [_id, name]));
  }

  /** Throws `not-found`, and `last-administrator` when nobody would be left who administers. */
  async setRole(id: string, role: AccountRole): Promise<AccountView> {
    return this.#inTurn(async () => {
      const account = await this.#users().findOne({ _id: id }, { projection: SHOWN });
      if (account === null) throw notFound('account');
      if (role !== 'admin') await this.#assertAnother(id);
      // The first account's claim is settled by it: signing in does not make an administrator anew.
      await this.#installation().updateOne({ _id: 'administrator' }, { $set: { settled: true } });
      await this.#users().updateOne({ _id: id }, { $set: { role } });
      return { ...viewOf(account), role };
    });
  }

  /**
   * Before an account is deleted: it administers no more, so that of two administrators who leave at once one stays.
   * Throws `last-administrator` when it is the only one that administers others.
   */
  async leaveRole(id: string): Promise<void> {
    const account = await this.#users().findOne({ _id: id }, { projection: SHOWN });
    if (account?.role !== 'admin') return;
    await this.#inTurn(async () => {
      if ((await this.#users().findOne({ _id: { $ne: id } }, { projection: { _id: 1 } })) === null) return;
      await this.#assertAnother(id);
      await this.#installation().updateOne({ _id: 'administrator' }, { $set: { settled: true } });
      await this.#users().updateOne({ _id: id }, { $set: { role: 'user' } });
    });
  }

  /** Who may make an account; everybody until an administrator says otherwise. */
  async signUpMode(): Promise<SignUpMode> {
    const stored = await this.#installation().findOne({ _id: SIGN_UP });
    if (stored === null) return 'open';
    // A rule that cannot be read lets nobody in.
    return signUpModeSchema.catch('closed').parse(stored.mode);
  }

  async setSignUpMode(mode: SignUpMode): Promise<void> {
    await this.#installation().updateOne({ _id: SIGN_UP }, { $set: { mode } }, { upsert: true });
  }

  async #assertAnother(id: string): Promise<void> {
    const another = await this.#users().findOne({ _id: { $ne: id }, role: 'admin' }, { projection: { _id: 1 } });
    if (another !== null) return;
    throw conflict('last-administrator', 'This is the only administrator. Make somebody else one first.');
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const now = new Date();
    const until = new Date(now.getTime() + TURN_MS);
    try {
      // While another holds the turn, the filter matches nothing and the insert meets its id.
      await this.#installation().updateOne({ _id: TURN, until: { $lt: now } }, { $set: { until } }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw operationalError('roles-busy', 'Roles are being changed by somebody else. Try again in a moment.');
    }
    try {
      return await work();
    } finally {
      await this.#installation().deleteOne({ _id: TURN, until });
    }
  }

  #users() {
    return this.#db().collection<UserDocument>('user');
  }

  #installation() {
    return this.#db().collection<InstallationDocument>('installation');
  }

  #db(): NonNullable<Connection['db']> {
    const { db } = this.connection;
    if (db === undefined) throw new TypeError('The connection is not open yet.');
    return db;
  }
}

function viewOf({ _id, name, email, role, createdAt }: UserDocument): AccountView {
  return {
    id: _id,
    name,
    email,
    role: accountRoleSchema.catch('user').parse(role),
    createdAt: createdAt.toISOString(),
  };
}
