import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { EgressError, type EgressPort } from '../egress.port.js';
import { JAVASCRIPT_LIMITS } from '../limits.js';
import { EgressDesk } from './egress-desk.js';

const answerSchema = z.looseObject({ ok: z.boolean(), code: z.string().optional(), message: z.string().optional() });

function open(url: string, extra: object = {}): string {
  const base = {
    method: 'GET',
    headers: [],
    hasBody: false,
    redirect: 'follow',
    decompress: true,
    connectTimeoutMs: null,
    readTimeoutMs: null,
  };
  return JSON.stringify({ url, ...base, ...extra });
}

function port(size = 3): EgressPort {
  return {
    request: ({ url }) => {
      if (url.endsWith('/no')) return Promise.reject(new EgressError('DENIED', 'Not allowed.'));
      if (url.endsWith('/bug')) return Promise.reject(new Error('secret path /srv/x'));
      const body = {
        read: (max: number) => Promise.resolve(new Uint8Array(Math.min(size, max))),
        cancel: () => undefined,
      };
      return Promise.resolve({ status: 200, statusText: '', url, redirected: false, headers: [], body });
    },
  };
}

async function ask(
  desk: EgressDesk,
  operation: string,
  json: string,
  bytes?: Uint8Array,
): Promise<z.infer<typeof answerSchema>> {
  return answerSchema.parse(JSON.parse(await desk.answer(operation, json, bytes)));
}

describe('EgressDesk', () => {
  it('refuses request bodies that wait once they fill their room, and has room again when those are answered', async () => {
    const limits = { ...JAVASCRIPT_LIMITS, concurrentRequests: 2, requestBytes: 3 };
    let answerAll: () => void = () => undefined;
    const allowed = new Promise<void>((resolve) => (answerAll = resolve));
    const slow: EgressPort = { request: (request, signal) => allowed.then(() => port().request(request, signal)) };
    const desk = new EgressDesk(slow, limits, () => undefined);
    const upload = (): Promise<z.infer<typeof answerSchema>> =>
      ask(desk, 'egress.open', open('http://a/', { method: 'POST', hasBody: true }), new Uint8Array(3));
    const first = [upload(), upload()];
    expect(await upload()).toMatchObject({ ok: false, code: 'LIMIT' });
    answerAll();
    expect(await Promise.all(first)).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await upload()).toMatchObject({ ok: true });
    desk.close();
  });

  it('opens and reads', async () => {
    const desk = new EgressDesk(port(), JAVASCRIPT_LIMITS, () => undefined);
    expect(await ask(desk, 'egress.open', open('http://a/'))).toMatchObject({ ok: true, id: 1, status: 200 });
    expect(await ask(desk, 'egress.read', '{"id":1,"maxBytes":10}')).toEqual({ ok: true, data: 'AAAA' });
    expect(await ask(desk, 'egress.close', '{"id":1}')).toEqual({ ok: true });
    expect(await ask(desk, 'egress.read', '{"id":1,"maxBytes":10}')).toEqual({ ok: true, data: null });
  });

  it.each(['{', '{}', '[]', 'null', '{"id":"x","maxBytes":1}', '{"id":1,"maxBytes":1e99}'])(
    'refuses %s in words of its own',
    async (json) => {
      const desk = new EgressDesk(port(), JAVASCRIPT_LIMITS, () => undefined);
      for (const operation of ['egress.open', 'egress.read']) {
        expect(await ask(desk, operation, json)).toEqual({
          ok: false,
          code: 'BAD_REQUEST',
          message: 'The request is not well formed.',
        });
      }
    },
  );

  it('hands on what the port refuses, and nothing of another error', async () => {
    const desk = new EgressDesk(port(), JAVASCRIPT_LIMITS, () => undefined);
    expect(await ask(desk, 'egress.open', open('http://a/no'))).toEqual({
      ok: false,
      code: 'DENIED',
      message: 'Not allowed.',
    });
    expect((await ask(desk, 'egress.open', open('http://a/bug'))).message).not.toContain('secret');
  });

  it.each([
    ['requests', { requests: 0 }, open('http://a/'), '0 requests'],
    ['the URL', { urlChars: 5 }, open('http://a/'), '5'],
    ['the body', { requestBytes: 1_048_576 }, open('http://a/', { hasBody: true }), '1 MB'],
    ['requests before it reads them', { requests: 0 }, '{not JSON', '0 requests'],
    ['bodies before it reads the rest', { requestBytes: 1_048_576 }, '{not JSON', '1 MB'],
  ])('limits %s and names the number', async (_name, limits, json, text) => {
    const desk = new EgressDesk(port(), { ...JAVASCRIPT_LIMITS, ...limits }, () => undefined);
    expect(await ask(desk, 'egress.open', json, new Uint8Array(1_048_577))).toMatchObject({
      ok: false,
      code: 'LIMIT',
      message: expect.stringContaining(text),
    });
  });

  it('hands the bytes on as they came, and none where there is no body', async () => {
    const bodies: (Uint8Array | null)[] = [];
    const seen: EgressPort = {
      request: (request, signal) => {
        bodies.push(request.body);
        return port().request(request, signal);
      },
    };
    const desk = new EgressDesk(seen, JAVASCRIPT_LIMITS, () => undefined);
    const bytes = Buffer.from([0, 255, 128]);
    await ask(desk, 'egress.open', open('http://a/', { hasBody: true }), bytes);
    await ask(desk, 'egress.open', open('http://a/', { hasBody: true }));
    await ask(desk, 'egress.open', open('http://a/'), bytes);
    expect(bodies[0]).toBe(bytes);
    expect(bodies.slice(1)).toEqual([new Uint8Array(0), null]);
  });

  it('reads a body in turns, and only while the program takes what it is answered', async () => {
    let reading = 0;
    let most = 0;
    const slow: EgressPort = {
      request: async (request, signal) => ({
        ...(await port().request(request, signal)),
        body: {
          read: async () => {
            reading += 1;
            most = Math.max(most, reading);
            await new Promise((resolve) => setImmediate(resolve));
            reading -= 1;
            return new Uint8Array(1);
          },
          cancel: () => undefined,
        },
      }),
    };
    let letIn: () => void = () => undefined;
    const room = new Promise<void>((resolve) => (letIn = resolve));
    const desk = new EgressDesk(
      slow,
      JAVASCRIPT_LIMITS,
      () => undefined,
      () => room,
    );
    await ask(desk, 'egress.open', open('http://a/'));
    const reads = [1, 2, 3].map(() => ask(desk, 'egress.read', '{"id":1,"maxBytes":10}'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(most).toBe(0);
    letIn();
    expect(await Promise.all(reads)).toEqual([1, 2, 3].map(() => ({ ok: true, data: 'AA==' })));
    expect(most).toBe(1);
  });

  it('ends a request that is taken back, before it came or while it is under way, and frees its place', async () => {
    const hung: EgressPort = {
      request: (request, signal) =>
        request.url.endsWith('/hang')
          ? new Promise((_resolve, reject) => {
              const end = (): void => {
                reject(new EgressError('ABORTED', 'Taken back.'));
              };
              if (signal.aborted) end();
              signal.addEventListener('abort', end);
            })
          : port().request(request, signal),
    };
    const desk = new EgressDesk(hung, { ...JAVASCRIPT_LIMITS, concurrentRequests: 1 }, () => undefined);
    const underWay = ask(desk, 'egress.open', open('http://a/hang', { ticket: 1 }));
    const next = ask(desk, 'egress.open', open('http://a/', { ticket: 2 }));
    expect(await ask(desk, 'egress.close', '{"ticket":1}')).toEqual({ ok: true });
    expect(await underWay).toMatchObject({ ok: false, code: 'ABORTED' });
    expect(await next).toMatchObject({ ok: true });
    await ask(desk, 'egress.close', '{"ticket":3}');
    expect(await ask(desk, 'egress.open', open('http://a/hang', { ticket: 3 }))).toMatchObject({ code: 'ABORTED' });
    expect(await ask(desk, 'egress.close', '{"ticket":-1}')).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('limits a response', async () => {
    const desk = new EgressDesk(port(100), { ...JAVASCRIPT_LIMITS, responseBytes: 150 }, () => undefined);
    await ask(desk, 'egress.open', open('http://a/'));
    expect((await ask(desk, 'egress.read', '{"id":1,"maxBytes":100}')).ok).toBe(true);
    expect(await ask(desk, 'egress.read', '{"id":1,"maxBytes":100}')).toMatchObject({ ok: false, code: 'LIMIT' });
  });

  it('ends the call past its budget of operations', async () => {
    const stops: string[] = [];
    const desk = new EgressDesk(port(), { ...JAVASCRIPT_LIMITS, bridgeCalls: 2, requests: 0 }, ({ kind }) =>
      stops.push(kind),
    );
    for (let i = 0; i < 3; i += 1) await desk.answer('egress.close', '{"id":9}');
    expect(stops).toEqual(['OUTPUT_LIMIT']);
  });

  it('says with the last bytes of an announced length that they are the last, and loses nothing when they are not', async () => {
    const answerOf = async (headers: [string, string][], parts: readonly string[]): Promise<unknown[]> => {
      const chunks = [...parts];
      const body = {
        read: () => Promise.resolve(chunks.length === 0 ? null : Buffer.from(chunks.shift() ?? '')),
        cancel: () => undefined,
      };
      const request: EgressPort['request'] = ({ url }) =>
        Promise.resolve({ status: 200, statusText: '', url, redirected: false, headers, body });
      const desk = new EgressDesk({ request }, JAVASCRIPT_LIMITS, () => undefined);
      const { id } = await ask(desk, 'egress.open', open('http://a/'));
      const answers: unknown[] = [];
      for (let at = 0; at <= parts.length; at += 1)
        answers.push(await ask(desk, 'egress.read', JSON.stringify({ id, maxBytes: 10 })));
      return answers;
    };
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const over = { ok: true, data: null };
    expect(await answerOf([['Content-Length', '4']], ['ab', 'cd'])).toEqual([
      { ok: true, data: base64('ab') },
      { ok: true, data: base64('cd'), end: true },
      over,
    ]);
    const longer = [{ ok: true, data: base64('ab') }, { ok: true, data: base64('cd') }, over];
    expect(await answerOf([['content-length', '2']], ['ab', 'cd'])).toEqual(longer);
    expect(await answerOf([], ['ab', 'cd'])).toEqual(longer);
    const encoded: [string, string][] = [
      ['content-length', '4'],
      ['content-encoding', 'gzip'],
    ];
    expect(await answerOf(encoded, ['ab', 'cd'])).toEqual(longer);
  });

  it('keeps the failure that follows the last announced byte for the reader', async () => {
    let reads = 0;
    const body = {
      read: () =>
        (reads += 1) === 1 ? Promise.resolve(Buffer.from('ab')) : Promise.reject(new EgressError('RESET', 'Cut off.')),
      cancel: () => undefined,
    };
    const headers: [string, string][] = [['content-length', '2']];
    const request: EgressPort['request'] = ({ url }) =>
      Promise.resolve({ status: 200, statusText: '', url, redirected: false, headers, body });
    const desk = new EgressDesk({ request }, JAVASCRIPT_LIMITS, () => undefined);
    const { id } = await ask(desk, 'egress.open', open('http://a/'));
    const read = JSON.stringify({ id, maxBytes: 10 });
    expect(await ask(desk, 'egress.read', read)).toEqual({ ok: true, data: 'YWI=' });
    expect(await ask(desk, 'egress.read', read)).toEqual({ ok: false, code: 'RESET', message: 'Cut off.' });
  });
});
