import { randomUUID } from 'node:crypto';
import { SEALED_ENVELOPE_SUITE } from '@cloakroom/contracts';
import { type HmacRequest, SigningError } from '@cloakroom/sandbox';
import type { SealedSecret } from '../run/run-store.port.js';
import { RunSecrets } from './run-secrets.js';

const envelope = { v: 1, suite: SEALED_ENVELOPE_SUITE, keyId: 'k', enc: '', ct: '' } as const;
const asked: HmacRequest = {
  ...{ kind: 'hmac', name: 'KEY', algorithm: 'sha256', keyEncoding: 'utf8', encoding: 'hex' },
  message: Buffer.from('x'),
};

function secret(change: Partial<SealedSecret> = {}): SealedSecret {
  const known = { id: randomUUID(), name: 'KEY', description: '', version: 1, mode: 'sealed', bindings: [] } as const;
  return { ...known, envelope, ...change };
}

/** A store that a test changes while a call is under way; each version has a value of its own. */
async function open(...stored: SealedSecret[]) {
  const store = { now: stored, isDown: false };
  const secrets = await RunSecrets.open({
    list: () => (store.isDown ? Promise.reject(new Error('mongodb://somewhere is down')) : Promise.resolve(store.now)),
    open: ({ id, version }) => Promise.resolve(version === 99 ? null : `${id} in version ${version}`),
  });
  const sign = async (name = 'KEY'): Promise<string> => {
    try {
      return String(await secrets.openSigner().sign({ ...asked, name }));
    } catch (error) {
      if (error instanceof SigningError) return error.message;
      throw error;
    }
  };
  return { store, secrets, sign };
}

describe('the secrets of a run, when they are to sign', () => {
  const SIGNATURE = /^[0-9a-f]{64}$/;

  it('do so for the call that has them, and for nobody once the run is over', async () => {
    const { secrets, sign } = await open(secret());
    expect(await sign()).toContain('no such secret');
    secrets.env(new Set());
    expect(await sign()).toMatch(SIGNATURE);
    expect(await sign('OTHER')).toContain('no such secret');
    secrets.drop();
    expect(await sign()).toContain('no such secret');
  });

  it('do not for a call that may not read them', async () => {
    const guarded = secret();
    const { secrets, sign } = await open(guarded);
    secrets.env(new Set([guarded.id]));
    expect(await sign()).toContain('asked before it is used');
    secrets.env(new Set());
    expect(await sign()).toMatch(SIGNATURE);
  });

  it('do not once they are gone, nor under the name of one that is gone', async () => {
    const { store, secrets, sign } = await open(secret());
    secrets.env(new Set());
    store.now = [];
    expect(await sign()).toContain('deleted it or switched it off');
    store.now = [secret()];
    expect(await sign()).toContain('deleted it or switched it off');
  });

  it('do with the value that is stored now', async () => {
    const one = secret();
    const { store, secrets, sign } = await open(one);
    secrets.env(new Set());
    const first = await sign();
    store.now = [{ ...one, version: 2 }];
    const second = await sign();
    expect(second).toMatch(SIGNATURE);
    expect(second).not.toBe(first);
    store.now = [{ ...one, version: 99 }];
    expect(await sign()).toContain('could not be opened');
  });

  it('do not while nobody can see whether they may', async () => {
    const { store, secrets, sign } = await open(secret());
    secrets.env(new Set());
    store.isDown = true;
    expect(await sign()).toContain('cannot be seen now');
    expect(await sign()).not.toContain('mongodb');
    store.isDown = false;
    expect(await sign()).toMatch(SIGNATURE);
  });

  it('are told from what a call made up, by their placeholders', async () => {
    const { secrets } = await open(secret());
    const { KEY: placeholder = '' } = secrets.env(new Set());
    expect(secrets.nameBehind(placeholder)).toBe('KEY');
    expect(secrets.nameBehind(`${placeholder} `)).toBeNull();
    expect(secrets.placeholderIn(Buffer.from(`a=${placeholder}&b`))).toBe('KEY');
    expect(secrets.placeholderIn(`clk_sealed_${'0'.repeat(40)}`)).toBeNull();
  });
});
