import { randomUUID } from 'node:crypto';
import type {
  AccountRole,
  AccountView,
  CreatedInvitation,
  CreateInvitation,
  InvitationView,
  SignUpRule,
  SignUpState,
} from '@cloakroom/contracts';
import { AccountDirectory, InvitationRepository, type OwnerId } from '@cloakroom/persistence';
import { operationalError } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG } from '../config/config.module.js';
import type { GatewayConfig } from '../config/gateway.config.js';
import { AdminActionLog } from './admin-log.js';
import { hashInvitationToken, makeInvitationToken } from './invitation-token.js';

const DAY_MS = 24 * 60 * 60_000;

/** What administrators do. Every change is in the log of what they did. */
@Injectable()
export class AdminService {
  constructor(
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
    private readonly accounts: AccountDirectory,
    private readonly invitations: InvitationRepository,
    private readonly log: AdminActionLog,
  ) {}

  /** Throws `not-found` and `last-administrator`. */
  async setRole(by: OwnerId, id: string, role: AccountRole): Promise<AccountView> {
    const account = await this.accounts.setRole(id, role);
    await this.log.append(by, 'admin.role-changed', { about: id, detail: role });
    return account;
  }

  async signUpRule(): Promise<SignUpRule> {
    return { mode: await this.accounts.signUpMode() };
  }

  async setSignUpRule(by: OwnerId, { mode }: SignUpRule): Promise<SignUpRule> {
    await this.accounts.setSignUpMode(mode);
    await this.log.append(by, 'admin.sign-up-changed', { detail: mode });
    return { mode };
  }

  /** Whether somebody with this invitation, or none, could make an account now. Uses nothing up. */
  async signUpState(invitation?: string): Promise<SignUpState> {
    const mode = await this.accounts.signUpMode();
    if (mode !== 'invitation') return { mode, mayEnter: mode === 'open' };
    const hash = hashInvitationToken(invitation);
    return { mode, mayEnter: hash !== null && (await this.invitations.isOpen(hash)) };
  }

  async listInvitations(): Promise<{ invitations: InvitationView[] }> {
    return { invitations: await this.invitations.list() };
  }

  /** The link holds the token after `#`, where browsers send it to no server. */
  async invite(by: OwnerId, { note, days }: CreateInvitation): Promise<CreatedInvitation> {
    const token = makeInvitationToken();
    const hash = hashInvitationToken(token);
    if (hash === null) throw operationalError('invitation-failed', 'No invitation could be made. Try again.');
    const expiresAt = new Date(Date.now() + days * DAY_MS);
    const invitation = await this.invitations.insert({ id: randomUUID(), hash, note, expiresAt });
    await this.log.append(by, 'admin.invited', { detail: note });
    return { invitation, link: `${this.config.PUBLIC_URL}/sign-up#${token}` };
  }

  async revokeInvitation(by: OwnerId, id: string): Promise<void> {
    const note = await this.invitations.revoke(id);
    await this.log.append(by, 'admin.invitation-revoked', { detail: note });
  }
}
