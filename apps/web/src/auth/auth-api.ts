import { z } from 'zod';
import { api, apiWithoutAnswer } from '../platform/api-client.js';

/** Where better-auth answers. */
const BASE = '/api/auth';

const userSchema = z.object({ id: z.string().min(1), name: z.string(), email: z.string() });
const sessionAnswerSchema = z.object({ session: z.object({ token: z.string() }), user: userSchema }).nullable();

/** The signed-in person. */
export type User = z.infer<typeof userSchema>;

/** Who is signed in, and which of the listed sessions this page runs in. */
export interface CurrentSession {
  readonly user: User;
  readonly sessionToken: string;
}

export async function fetchSession(): Promise<CurrentSession | null> {
  const answer = await api('GET', `${BASE}/get-session`, sessionAnswerSchema);
  return answer === null ? null : { user: answer.user, sessionToken: answer.session.token };
}

export interface SignUpInput {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export function signUp(input: SignUpInput): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/sign-up/email`, input);
}

export function signIn(input: Omit<SignUpInput, 'name'>): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/sign-in/email`, input);
}

export function signOut(): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/sign-out`, {});
}

export function updateName(name: string): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/update-user`, { name });
}

export function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  const body = { currentPassword, newPassword, revokeOtherSessions: true };
  return apiWithoutAnswer('POST', `${BASE}/change-password`, body);
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
  return api('GET', `${BASE}/list-sessions`, sessionsSchema);
}

export function revokeSession(token: string): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/revoke-session`, { token });
}

export function revokeOtherSessions(): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/revoke-other-sessions`, {});
}
