import { z } from 'zod';

const email = z.email('Enter an email address, for example ada@example.org.');

export const signInSchema = z.object({ email, password: z.string().min(1, 'Enter your password.') });

export const signUpSchema = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(100, 'A name has at most 100 characters.'),
  email,
  password: z.string().min(8, 'Use at least 8 characters.').max(128, 'Use at most 128 characters.'),
});

export type SignInForm = z.infer<typeof signInSchema>;
export type SignUpForm = z.infer<typeof signUpSchema>;
