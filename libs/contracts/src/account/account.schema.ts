import { z } from 'zod';

/** Body of `DELETE /api/v1/account`: the account's password once more. */
export const deleteAccountSchema = z.strictObject({
  password: z.string().min(1, 'Enter your password.').max(128, 'This is not your password.'),
});

/** Body of `POST /api/v1/account/password`, for accounts that have none. */
export const setPasswordSchema = z.strictObject({
  newPassword: z.string().min(8, 'Use at least 8 characters.').max(128, 'Use at most 128 characters.'),
});

/** See {@link setPasswordSchema}. */
export type SetPassword = z.infer<typeof setPasswordSchema>;
/** See {@link deleteAccountSchema}. */
export type DeleteAccount = z.infer<typeof deleteAccountSchema>;
