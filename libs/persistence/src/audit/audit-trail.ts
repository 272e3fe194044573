/*
 * A user's audit trail: append-only and hash-chained. Trusted: nobody with write access to the database alone can change
 * an entry without the chain, or an export made before, showing it. What must never cross: a value; events hold names
 * and redacted places, and are encrypted for their owner here.
 */
import { randomBytes } from 'node:crypto';
import {
  AUDIT_FIRST_HASH,
  auditEventSchema,
  type AuditEntry,
  type AuditEvent,
  type AuditExport,
  type AuditMark,
  type AuditPage,
} from '@cloakroom/contracts';
import { operationalError } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { BodyVault } from '../bodies/body-vault.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { despiteLostConnection } from '../connection/lost-connection.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { auditHash } from './audit-hash.js';
import { auditSchema, auditStartSchema, type AuditDocument, type AuditStartDocument } from './audit.document.js';

/** Which entries are asked for, newest first. */
export interface AuditFilter {
  /** Only entries with a smaller number. */
  readonly before?: number | undefined;
  readonly limit: number;
  /** A whole type (`secret.used`) or what stands before its dot (`secret`). */
  readonly type?: string | undefined;
  readonly secretName?: string | undefined;
}

const bodySchema = z.object({ nonce: z.string(), event: auditEventSchema });
const MAX_TRIES = 1_000;
/** Entries that one page looks at, however few of them fit the filter. */
const MAX_SCANNED = 2_000;
const BATCH = 200;

/** Audit trails, one owner's at a time. Appending works from any number of processes at once. */
export class AuditTrail {
  readonly #entries: OwnedCollection<AuditDocument>;
  readonly #starts: OwnedCollection<AuditStartDocument>;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#entries = new OwnedCollection(connection, { model: 'Audit', collection: 'auditEntries' }, auditSchema);
    const starts = { model: 'AuditStart', collection: 'auditStarts' };
    this.#starts = new OwnedCollection(connection, starts, auditStartSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#entries.createIndexes();
  }

  /**
   * Adds events at the end of the chain, in order, each once, also over a connection that breaks. Throws when the
   * database does not answer.
   */
  async append(owner: OwnerId, ...events: readonly AuditEvent[]): Promise<void> {
    if (events.length === 0) return;
    const before = this.#turns.get(owner) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.#appendAll(owner, events));
    this.#turns.set(owner, turn);
    try {
      await turn;
    } finally {
      if (this.#turns.get(owner) === turn) this.#turns.delete(owner);
    }
  }

  /** One page, newest first. */
  async list(owner: OwnerId, { before, limit, type, secretName }: AuditFilter): Promise<AuditPage> {
    const entries: AuditEntry[] = [];
    let next = before ?? null;
    for (let scanned = 0; scanned < MAX_SCANNED; scanned += BATCH) {
      const filter = next === null ? {} : { seq: { $lt: next } };
      const found = await this.#entries.find(owner, filter).sort({ seq: -1 }).limit(BATCH).lean();
      for (const document of found) {
        const entry = await this.#toEntry(owner, document);
        next = entry.seq;
        if (fits(entry.event, type, secretName)) entries.push(entry);
        if (entries.length === limit) return { entries, next: next > 1 ? next : null };
      }
      if (found.length < BATCH) return { entries, next: null };
    }
    return { entries, next };
  }

  /** The whole trail with what is needed to verify it without this server. */
  async export(owner: OwnerId, now = new Date()): Promise<AuditExport> {
    const start = await this.#start(owner);
    const entries: AuditEntry[] = [];
    const found = this.#entries.find(owner, { seq: { $gt: start.seq } }).sort({ seq: 1 });
    for (const document of await found.lean()) entries.push(await this.#toEntry(owner, document));
    const last = entries.at(-1);
    const head = last === undefined ? start : { seq: last.seq, hash: last.hash };
    return { format: 'cloakroom-audit', v: 1, userId: owner, exportedAt: now.toISOString(), start, head, entries };
  }

  /** For the deletion of an account. */
  async deleteAll(owner: OwnerId): Promise<void> {
    await this.#entries.deleteMany(owner);
    await this.#starts.deleteMany(owner);
  }

  async #appendAll(owner: OwnerId, events: readonly AuditEvent[]): Promise<void> {
    let tail = await this.#tail(owner);
    for (const event of events) tail = await this.#appendOne(owner, auditEventSchema.parse(event), tail);
  }

  /** Whoever is first with a number has it; the others follow with the next one. */
  async #appendOne(owner: OwnerId, event: AuditEvent, known: AuditMark): Promise<AuditMark> {
    let tail = known;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const seq = tail.seq + 1;
      const id = `${owner}/${seq}`;
      const at = new Date();
      const nonce = randomBytes(16).toString('hex');
      const entry = { seq, at: at.toISOString(), previousHash: tail.hash, nonce, event };
      const hash = auditHash(owner, entry);
      const body = await this.bodies.sealJson(owner, placeOf(id), { nonce, event });
      try {
        const document = { _id: id, seq, at, previousHash: tail.hash, hash, body };
        await despiteLostConnection(() => this.#entries.insert(owner, document));
        return { seq, hash };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // A hash holds a nonce of its own: the same one is this entry, whose acknowledgement was lost.
        if ((await this.#entries.exists(owner, { _id: id, hash })) !== null) return { seq, hash };
        tail = await this.#tail(owner);
      }
    }
    throw operationalError('audit-busy', 'The audit trail is written to by too many at once. Try again.');
  }

  /** The sweeper writes the start before it removes entries, so it is read after them. */
  async #tail(owner: OwnerId): Promise<AuditMark> {
    const newest = () => this.#entries.findOne(owner, {}, { seq: 1, hash: 1 }).sort({ seq: -1 }).lean();
    const last = await despiteLostConnection(newest);
    return last === null ? this.#start(owner) : { seq: last.seq, hash: last.hash };
  }

  async #start(owner: OwnerId): Promise<AuditMark> {
    const start = await this.#starts.findOne(owner, {}).lean();
    return start === null ? { seq: 0, hash: AUDIT_FIRST_HASH } : { seq: start.seq, hash: start.hash };
  }

  async #toEntry(owner: OwnerId, document: AuditDocument): Promise<AuditEntry> {
    const { _id, seq, at, previousHash, hash, body } = document;
    const { nonce, event } = bodySchema.parse(await this.bodies.openJson(owner, placeOf(_id), body));
    return { seq, at: at.toISOString(), event, nonce, previousHash, hash };
  }
}

function placeOf(id: string) {
  return { collection: 'auditEntries', id, field: 'body' };
}

function fits(event: AuditEvent, type: string | undefined, secretName: string | undefined): boolean {
  if (type !== undefined && event.type !== type && !event.type.startsWith(`${type}.`)) return false;
  return secretName === undefined || ('secretName' in event && event.secretName === secretName);
}
