import {
  SECRET_DESTINATIONS_MAX,
  secretDestinationSchema,
  type SecretDestination,
  type SecretScan,
} from '@cloakroom/contracts';
import { operationalError } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { BodyVault } from '../bodies/body-vault.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { secretSchema, type SecretDocument } from './secret.document.js';

/** A secret's value: what is known of an earlier one does not count for the next. */
export interface SecretVersion {
  readonly id: string;
  readonly version: number;
}

const destinationsSchema = z.array(secretDestinationSchema);
const MAX_TRIES = 50;
/** Runs that are remembered, so that one that another worker takes over is not counted again. */
const REMEMBERED_RUNS = 50;

/** Opens the stored destinations of a secret. */
export async function openDestinations(
  bodies: BodyVault,
  owner: OwnerId,
  { _id: id, destinations = null }: Pick<SecretDocument, '_id' | 'destinations'>,
): Promise<SecretDestination[]> {
  if (destinations === null) return [];
  return destinationsSchema.parse(await bodies.openJson(owner, placeOf(id), destinations));
}

/** What has become of secrets since their last change: which runs could read them, where they went, where they stand. */
export class SecretLedger {
  readonly #stored: OwnedCollection<SecretDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#stored = new OwnedCollection(connection, { model: 'SecretLedger', collection: 'secrets' }, secretSchema);
  }

  /** Counts a run that can read these values, each once, however often it is told. */
  async countExposure(owner: OwnerId, runId: string, secrets: readonly SecretVersion[]): Promise<void> {
    const remember = {
      $inc: { exposedRuns: 1 },
      $push: { exposedRunIds: { $each: [runId], $slice: -REMEMBERED_RUNS } },
    };
    for (const { id, version } of secrets) {
      await this.#stored.updateOne(owner, { _id: id, version, exposedRunIds: { $ne: runId } }, remember);
    }
  }

  /** Notes where a value went. Hosts and header names have to be redacted. Nothing is noted for an earlier version. */
  async noteDestinations(
    owner: OwnerId,
    { id, version }: SecretVersion,
    seen: readonly Omit<SecretDestination, 'count' | 'lastAt'>[],
    now = new Date(),
  ): Promise<void> {
    if (seen.length === 0) return;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const found = await this.#stored
        .findOne(owner, { _id: id, version }, { destinations: 1, destinationsRevision: 1 })
        .lean();
      if (found === null) return;
      const known = await openDestinations(this.bodies, owner, found);
      const next = mergeDestinations(known, seen, now.toISOString());
      const destinations = await this.bodies.sealJson(owner, placeOf(id), next);
      const revision = found.destinationsRevision ?? 0;
      const unchanged =
        revision === 0 ? { destinationsRevision: { $in: [null, 0] } } : { destinationsRevision: revision };
      const change = { $set: { destinations, destinationsRevision: revision + 1 } };
      const { modifiedCount } = await this.#stored.updateOne(owner, { _id: id, version, ...unchanged }, change);
      if (modifiedCount === 1) return;
    }
    throw operationalError('secret-busy', 'The secret is written to by too many at once.');
  }

  /** Says how the search through the owner's history stands; `from` names the states in which it may be said. */
  async setScan(
    owner: OwnerId,
    { id, version }: SecretVersion,
    scan: SecretScan,
    from?: readonly SecretScan['state'][],
  ): Promise<boolean> {
    const before = from === undefined ? {} : { 'scan.state': { $in: [...from] } };
    const { matchedCount } = await this.#stored.updateOne(owner, { _id: id, version, ...before }, { $set: { scan } });
    return matchedCount === 1;
  }
}

/** The known destinations with new ones counted in, latest first, at most 20. */
export function mergeDestinations(
  known: readonly SecretDestination[],
  seen: readonly Omit<SecretDestination, 'count' | 'lastAt'>[],
  lastAt: string,
): SecretDestination[] {
  const merged = new Map(known.map((one) => [keyOf(one), one]));
  for (const one of seen) {
    const key = keyOf(one);
    const count = (merged.get(key)?.count ?? 0) + 1;
    merged.set(key, { host: one.host, place: one.place, headerName: one.headerName, count, lastAt });
  }
  const sorted = [...merged.values()].sort((a, b) => (a.lastAt < b.lastAt ? 1 : a.lastAt > b.lastAt ? -1 : 0));
  return sorted.slice(0, SECRET_DESTINATIONS_MAX);
}

function keyOf({ host, place, headerName }: Pick<SecretDestination, 'host' | 'place' | 'headerName'>): string {
  return JSON.stringify([host, place, headerName]);
}

function placeOf(id: string) {
  return { collection: 'secrets', id, field: 'destinations' };
}
