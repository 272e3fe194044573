import { z } from 'zod';

/** Body of `DELETE /api/v1/account`: the account's password once more. */
export const deleteAccountSchema = z.strictObject({
  password: z.string().min(1, 'Enter your password.').max(128, 'This is not your password.'),
});

/** See {@link deleteAccountSchema}. */
export type DeleteAccount = z.infer<typeof deleteAccountSchema>;
