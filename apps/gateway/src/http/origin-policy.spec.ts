import { OriginPolicy } from './origin-policy.js';

const ask = (policy: OriginPolicy, method: string, headers: Record<string, string>) =>
  policy.allows({ method, headers });

describe('OriginPolicy', () => {
  const local = new OriginPolicy('http://localhost:3000');
  const hosted = new OriginPolicy('https://cloakroom.example.org', ['https://admin.example.org']);

  it('takes the names of loopback for one place, at the same port and scheme only', () => {
    expect(
      ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'].every((o) => local.isTrusted(o)),
    ).toBe(true);
    for (const other of [
      'http://localhost:3001',
      'https://localhost:3000',
      'http://localhost',
      'http://127.0.0.2:3000',
    ]) {
      expect(local.isTrusted(other)).toBe(false);
    }
  });

  it('takes the public address and the further ones as they are, and no relative of theirs', () => {
    expect(hosted.isTrusted('https://cloakroom.example.org')).toBe(true);
    expect(hosted.isTrusted('https://admin.example.org')).toBe(true);
    for (const other of [
      'http://cloakroom.example.org',
      'https://cloakroom.example.org:8443',
      'https://cloakroom.example.org.evil.example',
      'https://evil.example',
      'https://sub.cloakroom.example.org',
      'https://CLOAKROOM.example.org',
      'null',
      '',
      undefined,
    ]) {
      expect(hosted.isTrusted(other)).toBe(false);
    }
  });

  it('lets anybody read', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      expect(ask(hosted, method, { origin: 'https://evil.example', cookie: 'c' })).toBe(true);
    }
  });

  it.each(['POST', 'PATCH', 'PUT', 'DELETE', 'post', 'PROPFIND'])('judges %s by its origin', (method) => {
    expect(ask(hosted, method, { origin: 'https://cloakroom.example.org', cookie: 'c' })).toBe(true);
    expect(ask(hosted, method, { origin: 'https://evil.example', cookie: 'c' })).toBe(false);
    expect(ask(hosted, method, { origin: 'https://evil.example' })).toBe(false);
    expect(ask(hosted, method, { origin: 'null', cookie: 'c' })).toBe(false);
  });

  it('lets a program without a cookie do without an origin, and a browser never', () => {
    expect(ask(hosted, 'POST', {})).toBe(true);
    expect(ask(hosted, 'POST', { cookie: 'c' })).toBe(false);
    expect(ask(hosted, 'POST', { 'sec-fetch-site': 'cross-site' })).toBe(false);
    expect(ask(hosted, 'POST', { 'sec-fetch-site': 'same-site' })).toBe(false);
  });
});
