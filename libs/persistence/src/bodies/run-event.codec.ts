import { runEventSchema, type RunEvent } from '@cloakroom/contracts';
import type { OwnerId } from '../owner-id.js';
import type { BodyVault } from './body-vault.js';

/** Turns run events into what may lie in Redis, and back: encrypted for their owner, bound to run and place. */
export class RunEventCodec {
  constructor(private readonly bodies: BodyVault) {}

  encode(owner: OwnerId, event: RunEvent): Promise<Buffer> {
    return this.bodies.sealJson(owner, placeOf(event.runId, event.seq), event);
  }

  /** Throws when the entry was changed, moved to another run or place, or is no run event. */
  async decode(owner: OwnerId, entry: { runId: string; seq: number; payload: Uint8Array }): Promise<RunEvent> {
    const place = placeOf(entry.runId, entry.seq);
    return runEventSchema.parse(await this.bodies.openJson(owner, place, entry.payload));
  }
}

function placeOf(runId: string, seq: number) {
  return { collection: 'run-log', id: runId, field: String(seq) };
}
