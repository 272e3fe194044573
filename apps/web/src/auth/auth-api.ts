import { z } from 'zod';
import { api, apiWithoutAnswer } from '../platform/api-client.js';

/** Where better-auth answers. */
export const AUTH_BASE = '/api/auth';

const userSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  email: z.string(),
  role: z.string().nullish(),
  twoFactorEnabled: z.boolean().nullish(),
});
const sessionAnswerSchema = z.object({ session: z.object({ token: z.string() }), user: userSchema }).nullable();

/** The signed-in person. */
export type User = z.infer<typeof userSchema>;

/** Who is signed in, and which of the listed sessions this page runs in. */
export interface CurrentSession {
  readonly user: User;
  readonly sessionToken: string;
}

export async function fetchSession(): Promise<CurrentSession | null> {
  const answer = await api('GET', `${AUTH_BASE}/get-session`, sessionAnswerSchema);
  return answer === null ? null : { user: answer.user, sessionToken: answer.session.token };
}

export interface SignUpInput {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** What the link of an invitation brought along. */
  readonly invitation?: string;
}

export function signUp(input: SignUpInput): Promise<void> {
  return apiWithoutAnswer('POST', `${AUTH_BASE}/sign-up/email`, input);
}

const signedInSchema = z.object({ twoFactorRedirect: z.boolean().optional() });

/** Answers whether a code of the second step is needed before anybody is signed in. */
export async function signIn(
  input: Omit<SignUpInput, 'name' | 'invitation'>,
): Promise<{ readonly needsCode: boolean }> {
  const { twoFactorRedirect } = await api('POST', `${AUTH_BASE}/sign-in/email`, signedInSchema, input);
  return { needsCode: twoFactorRedirect === true };
}

export function signOut(): Promise<void> {
  return apiWithoutAnswer('POST', `${AUTH_BASE}/sign-out`, {});
}

export function updateName(name: string): Promise<void> {
  return apiWithoutAnswer('POST', `${AUTH_BASE}/update-user`, { name });
}

export function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  const body = { currentPassword, newPassword, revokeOtherSessions: true };
  return apiWithoutAnswer('POST', `${AUTH_BASE}/change-password`, body);
}

const sessionsSchema = z.array(
  z.object({
    token: z.string(),
    createdAt: z.coerce.date(),
    updatedAt: z.coerce.date(),
    ipAddress: z.string().nullish(),
    userAgent: z.string().nullish(),
  }),
);

/** A device or browser that is signed in. */
export type ListedSession = z.infer<typeof sessionsSchema>[number];

export function listSessions(): Promise<readonly ListedSession[]> {
  return api('GET', `${AUTH_BASE}/list-sessions`, sessionsSchema);
}

export function revokeSession(token: string): Promise<void> {
  return apiWithoutAnswer('POST', `${AUTH_BASE}/revoke-session`, { token });
}

export function revokeOtherSessions(): Promise<void> {
  return apiWithoutAnswer('POST', `${AUTH_BASE}/revoke-other-sessions`, {});
}
