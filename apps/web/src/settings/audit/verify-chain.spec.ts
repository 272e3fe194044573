import { AUDIT_FIRST_HASH, type AuditEntry, type AuditExport } from '@cloakroom/contracts';
import { createHash } from 'node:crypto';
import { canonicalJson, verifyChain } from './verify-chain.js';

function entryAfter(previousHash: string, seq: number): AuditEntry {
  const content = {
    seq,
    at: '2026-01-01T00:00:00.000Z',
    previousHash,
    nonce: '0'.repeat(32),
    event: { type: 'secret.created', secretName: 'A_KEY' } as const,
  };
  const text = canonicalJson({ v: 1, userId: 'someone', ...content });
  return { ...content, hash: createHash('sha256').update(text).digest('hex') };
}

function exampleExport(): AuditExport {
  const first = entryAfter(AUDIT_FIRST_HASH, 1);
  const second = entryAfter(first.hash, 2);
  return {
    format: 'cloakroom-audit',
    v: 1,
    userId: 'someone',
    exportedAt: '2026-01-02T00:00:00.000Z',
    start: { seq: 0, hash: AUDIT_FIRST_HASH },
    head: { seq: 2, hash: second.hash },
    entries: [first, second],
  };
}

it('writes members in order and without blanks', () => {
  expect(canonicalJson({ b: [1, null], a: 'é"' })).toBe('{"a":"é\\"","b":[1,null]}');
});

it('finds a whole chain whole', async () => {
  const trail = exampleExport();
  expect(await verifyChain(trail)).toEqual({ intact: true, entries: 2, lastHash: trail.head.hash });
});

it.each<[string, (trail: AuditExport) => AuditExport]>([
  ['Entry 1 was changed.', (trail) => ({ ...trail, userId: 'another' })],
  ['Entry 1 is missing or out of order.', (trail) => ({ ...trail, entries: trail.entries.slice(1) })],
  ['Entries are missing at the newest end.', (trail) => ({ ...trail, entries: trail.entries.slice(0, 1) })],
  ['The chain does not begin at its beginning.', (trail) => ({ ...trail, start: { seq: 0, hash: 'f'.repeat(64) } })],
])('says of a broken one: %s', async (fault, damage) => {
  expect(await verifyChain(damage(exampleExport()))).toEqual({ intact: false, fault });
});
