import { LOG_LEVELS, parseConfig } from '@cloakroom/platform';
import { z } from 'zod';

const origin = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin);

/** Plain HTTP gives away who signs in, so it is for providers on this machine alone. */
const OIDC_ISSUER_PATTERN = /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)(:|\/|$))[^?#]*$/;

const variables = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** Address that people open; decides cookies (`Secure` on https) and the first trusted origin. */
  PUBLIC_URL: origin.optional(),
  TRUSTED_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((item) => item.trim()))
    .transform((list) => list.filter((item) => item !== ''))
    .pipe(z.array(origin)),
  /** Proxies in front that may name the client's address: how many, or their addresses. Default: none. */
  TRUST_PROXY: z.string().default(''),
  MONGODB_URI: z.string().min(1),
  REDIS_URL: z.string().min(1),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9:_-]+$/)
    .default('cloakroom'),
  VAULT_PUBLIC_KEY_FILE: z.string().min(1),
  CHAT_KEY_FILE: z.string().min(1),
  AUTH_SECRET_FILE: z.string().min(1),
  /** Folder of the built page; without it the gateway serves the API alone. */
  WEB_DIST_DIR: z.string().optional(),
  MODEL_KIND: z.enum(['demo', 'custom']).default('demo'),
  MODEL_NAME: z.string().min(1).default('cloakroom-demo'),
  /** Tries to sign in or up, per address and minute. */
  SIGN_IN_TRIES_PER_MINUTE: z.coerce.number().int().min(1).default(20),
  /** Runs of one person at the same time; the workers', repeated here for what pages are told. */
  MAX_RUNS_PER_USER: z.coerce.number().int().min(1).max(1_000).default(3),
  /** Runs that may wait, of one person and in all; further messages are refused. */
  MAX_QUEUED_RUNS_PER_USER: z.coerce.number().int().min(1).max(100_000).default(50),
  MAX_QUEUED_RUNS: z.coerce.number().int().min(1).max(1_000_000).default(1_000),
  /** Room for one person's files, in megabytes; the workers' too. */
  MAX_FILE_MB_PER_USER: z.coerce.number().int().min(1).max(100_000).default(500),
  /** An OpenID Connect provider that people may sign in at; without it, only passwords. */
  OIDC_ISSUER: z
    .url()
    .regex(OIDC_ISSUER_PATTERN)
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  /** Without it the gateway is a public client, protected by PKCE alone. */
  OIDC_CLIENT_SECRET: z.string().optional(),
  /** How the secret is sent: in the header, or with the form. */
  OIDC_CLIENT_AUTH: z.enum(['basic', 'post']).default('basic'),
  /** What the button says; the issuer's host by default. */
  OIDC_NAME: z.string().max(40).optional(),
  /** Whether the rule of who may sign up holds for people whom the provider knows, or they always may. */
  OIDC_SIGN_UP: z.enum(['rule', 'always']).default('rule'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

/**
 * Everything the gateway can be told from outside; each variable is described in `.env.example`. A provider needs the
 * name that it knows the gateway by.
 */
export const gatewayEnvSchema = variables.refine(
  ({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId }) => issuer === undefined || clientId !== undefined,
  { path: ['OIDC_CLIENT_ID'] },
);

/** See {@link gatewayEnvSchema}. */
export type GatewayConfig = Readonly<z.output<typeof gatewayEnvSchema>> & { readonly PUBLIC_URL: string };

/** Parses the environment. Throws an `AppError` with the names, never the values, of what is wrong. */
export function readGatewayConfig(env: Readonly<Record<string, string | undefined>> = process.env): GatewayConfig {
  const config = parseConfig(gatewayEnvSchema, env, 'gateway');
  return { ...config, PUBLIC_URL: config.PUBLIC_URL ?? `http://localhost:${config.PORT}` };
}
