import { z } from 'zod';
import { api, apiWithoutAnswer } from '../platform/api-client.js';
import { AUTH_BASE } from './auth-api.js';

const BASE = `${AUTH_BASE}/two-factor`;

const enrolmentSchema = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
const backupCodesSchema = z.object({ backupCodes: z.array(z.string()) });

/** What an authenticator app is given, and the codes for the day on which it is lost. Shown once. */
export type Enrolment = z.infer<typeof enrolmentSchema>;

/** Makes a key for an authenticator app. Nothing is asked for at sign-in until a code of it was typed. */
export function beginTwoFactor(password: string): Promise<Enrolment> {
  return api('POST', `${BASE}/enable`, enrolmentSchema, { password });
}

export function endTwoFactor(password: string): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/disable`, { password });
}

/** New backup codes; the ones from before are no longer taken. */
export async function renewBackupCodes(password: string): Promise<readonly string[]> {
  return (await api('POST', `${BASE}/generate-backup-codes`, backupCodesSchema, { password })).backupCodes;
}

/** A code from the app: completes the enrolment of somebody signed in, or the sign-in of somebody who is not yet. */
export function verifyCode(code: string, trustDevice: boolean): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/verify-totp`, { code, trustDevice });
}

/** Completes a sign-in with a backup code, which is used up. */
export function verifyBackupCode(code: string, trustDevice: boolean): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/verify-backup-code`, { code, trustDevice });
}

/** A code as people type it, without blanks. */
export function plainCode(typed: string): string {
  return typed.replaceAll(/\s/g, '');
}
