import { join } from 'node:path';
import { ROOT } from '../setup/node-runtime.mjs';

/** Settings a host may give to the worker; each is documented in `.env.example`. */
const WORKER_SETTINGS = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_MODEL',
  'SANDBOX_LEVEL',
  'SANDBOX_IDLE_JAVASCRIPT',
  'SANDBOX_IDLE_PYTHON',
  'SANDBOX_MAX_PROCESSES',
  'SANDBOX_MAX_QUEUED',
  'EGRESS_HOST_OVERRIDES',
  'EGRESS_ALLOW_HOSTS',
  'EGRESS_DENY_HOSTS',
  'WORKER_CONCURRENCY',
  'USER_ANSWER_MINUTES',
  'MAX_RUNS_PER_USER',
  'MAX_FILE_MB_PER_USER',
  'MAX_RUN_MINUTES',
  'MAX_RUN_TOKENS',
  'LOG_LEVEL',
  'QUEUE_PREFIX',
];
const GATEWAY_SETTINGS = [
  'HOST',
  'PUBLIC_URL',
  'TRUSTED_ORIGINS',
  'TRUST_PROXY',
  'SIGN_IN_TRIES_PER_MINUTE',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'OIDC_CLIENT_AUTH',
  'OIDC_NAME',
  'OIDC_SIGN_UP',
  'MAX_RUNS_PER_USER',
  'MAX_FILE_MB_PER_USER',
  'MAX_QUEUED_RUNS_PER_USER',
  'MAX_QUEUED_RUNS',
  'LOG_LEVEL',
  'QUEUE_PREFIX',
];

const entry = (app) => join(ROOT, 'apps', app, 'dist', 'main.js');

function pick(environment, names) {
  return Object.fromEntries(names.filter((name) => environment[name]).map((name) => [name, environment[name]]));
}

const common = (environment) => ({ PATH: environment.PATH, NODE_ENV: 'production' });

/** The built-in model: nothing of ours but its pace. */
export function demoModelProcess({ environment, port }) {
  const delay = environment.DEMO_MODEL_DELAY_MS;
  return {
    args: [entry('demo-model')],
    environment: {
      ...common(environment),
      DEMO_MODEL_PORT: String(port),
      ...(delay ? { DEMO_MODEL_DELAY_MS: delay } : {}),
    },
  };
}

/** The worker: the vault's private key and the chat key, never the sign-in secret. */
export function workerProcess({ environment, services, keys, model }) {
  return {
    args: [entry('agent-worker')],
    environment: {
      ...common(environment),
      ...pick(environment, WORKER_SETTINGS),
      ...model.worker,
      MONGODB_URI: services.mongoUri,
      REDIS_URL: services.redisUrl,
      VAULT_PRIVATE_KEY_FILE: keys.vaultPrivate,
      CHAT_KEY_FILE: keys.chat,
    },
  };
}

/** The gateway: the vault's public key, the chat key and the sign-in secret, never the private key's path. */
export function gatewayProcess({ environment, services, keys, model, port }) {
  return {
    args: [entry('gateway')],
    environment: {
      ...common(environment),
      ...pick(environment, GATEWAY_SETTINGS),
      ...model.gateway,
      PORT: String(port),
      MONGODB_URI: services.mongoUri,
      REDIS_URL: services.redisUrl,
      VAULT_PUBLIC_KEY_FILE: keys.vaultPublic,
      CHAT_KEY_FILE: keys.chat,
      AUTH_SECRET_FILE: keys.auth,
      WEB_DIST_DIR: join(ROOT, 'apps', 'web', 'dist', 'site'),
    },
  };
}
