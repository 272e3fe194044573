import { z } from 'zod';
import { timestampSchema } from '../common/ids.schema.js';
import { accountUsageSchema } from './admin-overview.schema.js';

/** Who may make an account: everybody, people with an invitation, or nobody. */
export const signUpModeSchema = z.enum(['open', 'invitation', 'closed']);

/** What an account may do besides what everybody may. */
export const accountRoleSchema = z.enum(['admin', 'user']);

/** Days that an invitation may be good for. */
export const MAX_INVITATION_DAYS = 30;

/** Invitations that may be open at a time. */
export const MAX_OPEN_INVITATIONS = 200;

/** An invitation as it is sent: `inv_` and 32 random bytes in base64url. */
export const INVITATION_PATTERN = /^inv_[A-Za-z0-9_-]{43}$/;

/** An account as administrators see it: who it belongs to, and nothing of what is in it. */
export const accountViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: accountRoleSchema,
  createdAt: timestampSchema,
});

/** An account in the list, with how much it has here. */
export const listedAccountSchema = accountViewSchema.extend({ usage: accountUsageSchema });

/** Query of `GET /api/v1/admin/accounts`: oldest first, those after the account `after`. */
export const accountListQuerySchema = z.object({
  after: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Answer of `GET /api/v1/admin/accounts`. `next` is the `after` of the next page, `null` at the end. */
export const accountListSchema = z.object({
  accounts: z.array(listedAccountSchema),
  total: z.number().int().min(0),
  next: z.string().nullable(),
});

/** Body of `PATCH /api/v1/admin/accounts/:id`. */
export const changeAccountSchema = z.strictObject({ role: accountRoleSchema });

/** Body and answer of `PUT /api/v1/admin/sign-up`. */
export const signUpRuleSchema = z.strictObject({ mode: signUpModeSchema });

/** An invitation in the list; of the link itself nothing is kept. */
export const invitationViewSchema = z.object({
  id: z.string(),
  /** Whom it is for, in the words of who made it. */
  note: z.string(),
  createdAt: timestampSchema,
  expiresAt: timestampSchema,
  state: z.enum(['open', 'used', 'expired']),
});

/** Answer of `GET /api/v1/admin/invitations`, newest first. */
export const invitationListSchema = z.object({ invitations: z.array(invitationViewSchema) });

/** Body of `POST /api/v1/admin/invitations`. */
export const createInvitationSchema = z.strictObject({
  note: z.string().trim().max(100, 'Use at most 100 characters.').default(''),
  days: z.number().int().min(1).max(MAX_INVITATION_DAYS).default(7),
});

/** Answer of `POST /api/v1/admin/invitations`: the one time that the link is told. */
export const createdInvitationSchema = z.object({ invitation: invitationViewSchema, link: z.url() });

/** Body of `POST /api/v1/sign-up/check`, which everybody may ask. */
export const checkSignUpSchema = z.strictObject({ invitation: z.string().max(100).optional() });

/** Answer of `POST /api/v1/sign-up/check`: whether an account can be made now, with the invitation if there was one. */
export const signUpStateSchema = z.object({ mode: signUpModeSchema, mayEnter: z.boolean() });

/** Answer of `GET /api/v1/sign-in`, which everybody may ask: the OpenID Connect provider, or `null`. */
export const signInWaysSchema = z.object({ oidc: z.object({ name: z.string() }).nullable() });

/** Query of `GET /api/v1/admin/log`: newest first, those before `before`. */
export const adminLogQuerySchema = z.object({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** One thing that an administrator did. Names are as they are now; `null` when the account is gone. */
export const adminLogEntrySchema = z.object({
  seq: z.number().int().min(1),
  at: timestampSchema,
  type: z.enum(['admin.role-changed', 'admin.sign-up-changed', 'admin.invited', 'admin.invitation-revoked']),
  by: z.string().nullable(),
  /** The account that was changed. */
  about: z.string().nullable(),
  /** The new role, the new rule, or whom an invitation is for. */
  detail: z.string(),
});

/** Answer of `GET /api/v1/admin/log`. */
export const adminLogSchema = z.object({
  entries: z.array(adminLogEntrySchema),
  next: z.number().int().nullable(),
});

/** See {@link signUpModeSchema}. */
export type SignUpMode = z.infer<typeof signUpModeSchema>;
/** See {@link accountRoleSchema}. */
export type AccountRole = z.infer<typeof accountRoleSchema>;
/** See {@link accountViewSchema}. */
export type AccountView = z.infer<typeof accountViewSchema>;
/** See {@link listedAccountSchema}. */
export type ListedAccount = z.infer<typeof listedAccountSchema>;
/** See {@link accountListQuerySchema}. */
export type AccountListQuery = z.infer<typeof accountListQuerySchema>;
/** See {@link accountListSchema}. */
export type AccountList = z.infer<typeof accountListSchema>;
/** See {@link changeAccountSchema}. */
export type ChangeAccount = z.infer<typeof changeAccountSchema>;
/** See {@link signUpRuleSchema}. */
export type SignUpRule = z.infer<typeof signUpRuleSchema>;
/** See {@link invitationViewSchema}. */
export type InvitationView = z.infer<typeof invitationViewSchema>;
/** See {@link invitationListSchema}. */
export type InvitationList = z.infer<typeof invitationListSchema>;
/** See {@link createInvitationSchema}. */
export type CreateInvitation = z.infer<typeof createInvitationSchema>;
/** See {@link createdInvitationSchema}. */
export type CreatedInvitation = z.infer<typeof createdInvitationSchema>;
/** See {@link checkSignUpSchema}. */
export type CheckSignUp = z.infer<typeof checkSignUpSchema>;
/** See {@link signUpStateSchema}. */
export type SignUpState = z.infer<typeof signUpStateSchema>;
/** See {@link signInWaysSchema}. */
export type SignInWays = z.infer<typeof signInWaysSchema>;
/** See {@link adminLogQuerySchema}. */
export type AdminLogQuery = z.infer<typeof adminLogQuerySchema>;
/** See {@link adminLogEntrySchema}. */
export type AdminLogEntry = z.infer<typeof adminLogEntrySchema>;
/** See {@link adminLogSchema}. */
export type AdminLog = z.infer<typeof adminLogSchema>;
