import { jest } from '@jest/globals';
import { createRedactor } from '@cloakroom/redaction';
import { type Sandbox, createSandbox } from '@cloakroom/sandbox';
import type { RequestRewriter } from '../egress/egress.types.js';
import { LiveRedactor } from '../secrets/live-redactor.js';
import type { CallSigning } from '../signing/call-signer.js';
import { DRILL_SECRETS } from './leak-attempt.js';
import { type Guards, runDrill } from './run-drill.js';

jest.setTimeout(180_000);

describe('a drill', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = createSandbox({ idle: { javascript: 2, python: 1 } });
    await sandbox.start();
  });

  afterAll(() => sandbox.stop());

  const drill = (weaken?: (guards: Guards) => Guards) =>
    runDrill({
      sandbox,
      build: 'test',
      signal: new AbortController().signal,
      ...(weaken === undefined ? {} : { weaken }),
    });
  const failuresOf = async (weaken?: (guards: Guards) => Guards) =>
    (await drill(weaken)).checks.filter(({ passed }) => !passed);

  it('passes with every guard in its place, and says what it tried', async () => {
    const { checks, startedAt, finishedAt, build } = await drill();
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(checks.length).toBeGreaterThanOrEqual(40);
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    expect(Date.parse(finishedAt)).toBeGreaterThan(Date.parse(startedAt));
    expect(build).toBe('test');
  });

  it('turns red on every way out when the redactor lets everything through', async () => {
    const blind = createRedactor([]);
    const failures = await failuresOf((guards) => ({ ...guards, redactor: blind }));
    expect(new Set(failures.map(({ route }) => route))).toEqual(
      new Set(['output', 'result', 'error', 'file', 'request', 'answer', 'model']),
    );
    expect(failures.length).toBeGreaterThan(25);
  });

  it('turns red when the broker fills sealed values in everywhere', async () => {
    const failures = await failuresOf((guards) => ({ ...guards, carrier: everywhere(guards.carrier) }));
    expect(failures.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'js-sealed-header',
        'js-sealed-query',
        'js-sealed-body',
        'js-sealed-redirect',
        'py-sealed-other',
      ]),
    );
  });

  it('turns red when the broker fills nothing in', async () => {
    const idle: RequestRewriter = { rewrite: ({ url, headers, body }) => ({ url, headers, body }) };
    const failures = await failuresOf((guards) => ({ ...guards, carrier: idle }));
    expect(failures.map(({ id }) => id)).toEqual(expect.arrayContaining(['js-sealed-use', 'py-sealed-use']));
  });

  it('turns red when the signer gives the key instead of a signature', async () => {
    const failures = await failuresOf((guards) => ({ ...guards, openSigner: () => talkative(guards) }));
    expect(failures.map(({ id }) => id)).toEqual(expect.arrayContaining(['js-sign', 'js-sign-token', 'py-sign']));
  });

  /** A signer that answers with what it signs with. */
  function talkative({ redactor }: Guards): CallSigning {
    const known = redactor instanceof LiveRedactor ? redactor.known() : [];
    const key = known.find(({ name, value }) => name === DRILL_SECRETS.sealed && value.startsWith('drill_'))?.value;
    if (key === undefined) throw new TypeError('The planted value is not known.');
    const sign: CallSigning['sign'] = ({ kind }) => Promise.resolve(kind === 'aws-v4' ? [['authorization', key]] : key);
    return { log: () => ({ signed: [], refused: [] }), sign };
  }

  /** A carrier that takes every host for the one that values are bound to. */
  function everywhere(carrier: RequestRewriter): RequestRewriter {
    return {
      rewrite: async (hop, signal, note) => {
        const url = new URL(hop.url);
        const bound = new URL(url.href);
        bound.protocol = 'https:';
        bound.hostname = 'drill.cloakroom.example';
        const filled = await carrier.rewrite({ ...hop, url: bound.href }, signal, note);
        const back = new URL(filled.url);
        back.protocol = url.protocol;
        back.host = url.host;
        return { ...filled, url: back.href };
      },
      openResponse: (hop) => carrier.openResponse?.(hop) ?? null,
    };
  }
});
