import { z } from 'zod';
import type { BodyVault } from '../bodies/body-vault.js';
import type { OwnerId } from '../owner-id.js';
import type { ScheduleDocument, StoredSchedule } from './schedule.document.js';

const bodySchema = z.object({ name: z.string(), text: z.string() });

/** What a schedule says, as opposed to when. */
export type ScheduleBody = z.infer<typeof bodySchema>;

/** Encrypts what a schedule says, for its place. */
export function sealSchedule(bodies: BodyVault, owner: OwnerId, id: string, { name, text }: ScheduleBody) {
  return bodies.sealJson(owner, bodyPlace(id), { name, text });
}

/** A stored schedule, readable. Throws `BodyCipherError` when it was changed or its owner's key is gone. */
export async function openSchedule(
  bodies: BodyVault,
  owner: OwnerId,
  document: ScheduleDocument,
): Promise<StoredSchedule> {
  const { _id: id, cron, timeZone, conversation, enabled, nextAt, lastOutcome, createdAt, updatedAt } = document;
  const { name, text } = bodySchema.parse(await bodies.openJson(owner, bodyPlace(id), document.body));
  return { id, name, text, cron, timeZone, conversation, enabled, nextAt, lastOutcome, createdAt, updatedAt };
}

function bodyPlace(id: string) {
  return { collection: 'schedules', id, field: 'body' };
}
