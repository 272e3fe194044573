import {
  accountListSchema,
  accountViewSchema,
  adminLogSchema,
  adminOverviewSchema,
  createdInvitationSchema,
  invitationListSchema,
  signUpRuleSchema,
  type AccountList,
  type AccountRole,
  type AccountView,
  type AdminLog,
  type AdminOverview,
  type CreatedInvitation,
  type InvitationView,
  type SignUpMode,
  type SignUpRule,
} from '@cloakroom/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { api, apiWithoutAnswer } from '../platform/api-client.js';

const BASE = '/api/v1/admin';
export const ACCOUNTS_KEY = ['admin', 'accounts'] as const;
export const SIGN_UP_KEY = ['admin', 'sign-up'] as const;
export const INVITATIONS_KEY = ['admin', 'invitations'] as const;
export const OVERVIEW_KEY = ['admin', 'overview'] as const;
export const LOG_KEY = ['admin', 'log'] as const;

/** Whatever was changed is on the log, and may have changed the lists. */
export function refetchAdmin(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['admin'] });
}

export function fetchOverview(): Promise<AdminOverview> {
  return api('GET', `${BASE}/overview`, adminOverviewSchema);
}

export function listAccounts(after: string | null): Promise<AccountList> {
  const query = after === null ? '' : `?after=${encodeURIComponent(after)}`;
  return api('GET', `${BASE}/accounts${query}`, accountListSchema);
}

export function setRole({ id, role }: { readonly id: string; readonly role: AccountRole }): Promise<AccountView> {
  return api('PATCH', `${BASE}/accounts/${id}`, accountViewSchema, { role });
}

export function fetchSignUpRule(): Promise<SignUpRule> {
  return api('GET', `${BASE}/sign-up`, signUpRuleSchema);
}

export function setSignUpRule(mode: SignUpMode): Promise<SignUpRule> {
  return api('PUT', `${BASE}/sign-up`, signUpRuleSchema, { mode });
}

export async function listInvitations(): Promise<readonly InvitationView[]> {
  return (await api('GET', `${BASE}/invitations`, invitationListSchema)).invitations;
}

export function invite(input: { readonly note: string; readonly days: number }): Promise<CreatedInvitation> {
  return api('POST', `${BASE}/invitations`, createdInvitationSchema, input);
}

export function revokeInvitation(id: string): Promise<void> {
  return apiWithoutAnswer('DELETE', `${BASE}/invitations/${id}`);
}

export function listLog(before: number | null): Promise<AdminLog> {
  return api('GET', `${BASE}/log${before === null ? '' : `?before=${String(before)}`}`, adminLogSchema);
}
