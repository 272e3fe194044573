import { parseConfig } from '@cloakroom/platform';
import { workerConfigSchema } from './worker.config.js';

const needed = {
  MONGODB_URI: 'mongodb://127.0.0.1/x',
  REDIS_URL: 'redis://127.0.0.1',
  VAULT_PRIVATE_KEY_FILE: 'a.json',
  CHAT_KEY_FILE: 'b.json',
  OPENAI_MODEL: 'm',
};

describe('workerConfigSchema', () => {
  it('is strict, closed and modest unless told otherwise', () => {
    expect(parseConfig(workerConfigSchema, needed, 'agent-worker')).toMatchObject({
      SANDBOX_LEVEL: 'strict',
      EGRESS_HOST_OVERRIDES: new Map(),
      EGRESS_ALLOW_HOSTS: [],
      WORKER_CONCURRENCY: 4,
      MAX_RUNS_PER_USER: 3,
      MAX_RUN_MINUTES: 10,
      MAX_RUN_TOKENS: 500_000,
      MODEL_KIND: 'custom',
      SANDBOX_IDLE_JAVASCRIPT: 2,
      SANDBOX_IDLE_PYTHON: 1,
      SANDBOX_MAX_PROCESSES: 16,
      SANDBOX_MAX_QUEUED: 200,
    });
  });

  it('reads lists and overrides', () => {
    const env = {
      ...needed,
      EGRESS_HOST_OVERRIDES: 'api.x.com=http://127.0.0.1:4000, b.example=http://127.0.0.1:4001',
      EGRESS_DENY_HOSTS: 'a.example, *.b.example',
    };
    expect(parseConfig(workerConfigSchema, env, 'agent-worker')).toMatchObject({
      EGRESS_HOST_OVERRIDES: new Map([
        ['api.x.com', 'http://127.0.0.1:4000'],
        ['b.example', 'http://127.0.0.1:4001'],
      ]),
      EGRESS_DENY_HOSTS: ['a.example', '*.b.example'],
    });
  });

  it('takes an empty pool, and refuses one that is no number or too large', () => {
    const read = (pool: string) =>
      parseConfig(workerConfigSchema, { ...needed, SANDBOX_IDLE_PYTHON: pool }, 'agent-worker').SANDBOX_IDLE_PYTHON;
    expect(read('0')).toBe(0);
    for (const wrong of ['-1', 'many', '65', '1.5']) expect(() => read(wrong)).toThrow('SANDBOX_IDLE_PYTHON');
  });

  it('names what is missing', () => {
    expect(() => parseConfig(workerConfigSchema, { EGRESS_HOST_OVERRIDES: 'x' }, 'agent-worker')).toThrow(
      /MONGODB_URI is not set.*EGRESS_HOST_OVERRIDES must be pairs/,
    );
  });
});
