import { type OwnerId, type Persistence, ownerId } from '@cloakroom/persistence';
import type { ClaimedRun } from '../run/run-store.port.js';
import { type CallTraces, destinationsOf, readEntries, sentEntries } from './call-record.js';

/** Writes down what tool calls do with secrets: in the audit trail, and with the secrets themselves. */
export class CallRecorder {
  constructor(private readonly persistence: Persistence) {}

  /** Before a call: `given` names the secrets in its environment, `named` those that its code reads. */
  async begin(run: ClaimedRun, call: { toolCallId: string; given: string[]; named: string[] }): Promise<void> {
    if (call.given.length === 0) return;
    const owner = ownerId(run.userId);
    const stored = await this.persistence.secrets.list(owner);
    const exposed = stored.filter(({ name, mode }) => mode === 'exposed' && call.given.includes(name));
    await this.persistence.secretLedger.countExposure(owner, run.runId, exposed);
    const named = stored.filter(({ name }) => call.given.includes(name) && call.named.includes(name));
    await this.persistence.audit.append(owner, ...readEntries({ ...run, toolCallId: call.toolCallId }, named));
  }

  /** After a call, however it ended. */
  async end(run: ClaimedRun, toolCallId: string, traces: CallTraces): Promise<void> {
    const owner = ownerId(run.userId);
    await this.persistence.audit.append(owner, ...sentEntries({ ...run, toolCallId }, traces));
    await this.#noteDestinations(owner, traces);
  }

  async #noteDestinations(owner: OwnerId, { requests }: CallTraces): Promise<void> {
    const went = destinationsOf(requests);
    if (went.size === 0) return;
    for (const secret of await this.persistence.secrets.list(owner)) {
      await this.persistence.secretLedger.noteDestinations(owner, secret, went.get(secret.name) ?? []);
    }
  }
}
