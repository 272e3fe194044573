import {
  type JournalUse,
  type OwnerId,
  type Persistence,
  despiteLostConnection,
  ownerId,
} from '@cloakroom/persistence';
import type { ClaimedRun } from '../run/run-store.port.js';
import { type CallPlace, type CallTraces, destinationsOf, readEntries, sentEntries, tracesOf } from './call-record.js';

/** Newest entries in which a call of an earlier attempt is looked for. */
const LOOKED_AT = 2_000;

/** Writes down what tool calls do with secrets: in the audit trail, and with the secrets themselves. */
export class CallRecorder {
  /** How many uses of a call under way this process has noted. */
  readonly #noted = new Map<string, number>();

  constructor(private readonly persistence: Persistence) {}

  /** Before a call: `given` names the secrets in its environment, `named` those that its code reads. */
  async begin(run: ClaimedRun, call: { toolCallId: string; given: string[]; named: string[] }): Promise<void> {
    if (call.given.length === 0) return;
    const owner = ownerId(run.userId);
    const stored = await despiteLostConnection(() => this.persistence.secrets.list(owner));
    const exposed = stored.filter(({ name, mode }) => mode === 'exposed' && call.given.includes(name));
    const { secretLedger } = this.persistence;
    await despiteLostConnection(() => secretLedger.countExposure(owner, run.runId, exposed));
    const named = stored.filter(({ name }) => call.given.includes(name) && call.named.includes(name));
    await this.persistence.audit.append(owner, ...readEntries({ ...run, toolCallId: call.toolCallId }, named));
  }

  /** Before a request with secrets leaves, and before the first signature with one: what a killed worker leaves behind. */
  async note({ userId, runId }: ClaimedRun, toolCallId: string, use: JournalUse): Promise<void> {
    await this.persistence.useJournal.note(ownerId(userId), { runId, toolCallId }, use);
    this.#noted.set(toolCallId, (this.#noted.get(toolCallId) ?? 0) + 1);
  }

  /** Before a later attempt: uses of calls whose worker was killed. What became of those requests nobody knows any more. */
  async settleEarlier(run: ClaimedRun): Promise<void> {
    const owner = ownerId(run.userId);
    const { audit, useJournal } = this.persistence;
    for (const [toolCallId, uses] of await useJournal.unsettled(owner, run.runId)) {
      const place = { ...run, toolCallId };
      if (!(await this.#isInTrail(owner, place))) await audit.append(owner, ...sentEntries(place, tracesOf(uses)));
      await useJournal.settle(owner, place);
    }
  }

  /** After a call, however it ended. */
  async end(run: ClaimedRun, toolCallId: string, traces: CallTraces): Promise<void> {
    const owner = ownerId(run.userId);
    const place = { ...run, toolCallId };
    const noted = this.#noted.get(toolCallId) ?? 0;
    this.#noted.delete(toolCallId);
    const open = noted === 0 ? traces : await this.#openTraces(owner, place, { noted, traces });
    await this.persistence.audit.append(owner, ...sentEntries(place, open));
    if (noted > 0) await this.persistence.useJournal.settle(owner, place);
    await this.#noteDestinations(owner, traces);
  }

  /** What is not in the trail yet: a worker that took the run over meanwhile has settled what it found. */
  async #openTraces(
    owner: OwnerId,
    { runId, toolCallId }: CallPlace,
    { noted, traces }: { readonly noted: number; readonly traces: CallTraces },
  ): Promise<CallTraces> {
    const left = (await this.persistence.useJournal.unsettled(owner, runId)).get(toolCallId) ?? [];
    if (left.length >= noted) return traces;
    const open = tracesOf(left);
    const denied = traces.requests.filter((request) => request.denied === true);
    return {
      requests: [...open.requests, ...denied],
      signing: { signed: open.signing.signed, refused: traces.signing.refused },
    };
  }

  /** A worker may have been killed between its entries and their settling. */
  async #isInTrail(owner: OwnerId, { runId, toolCallId }: CallPlace): Promise<boolean> {
    const { entries } = await this.persistence.audit.list(owner, { limit: LOOKED_AT, type: 'secret' });
    return entries.some(({ event }) => {
      if (event.type === 'secret.used' && event.how === 'env') return false;
      const isUse = event.type === 'secret.used' || event.type === 'secret.refused';
      return isUse && event.runId === runId && event.toolCallId === toolCallId;
    });
  }

  async #noteDestinations(owner: OwnerId, { requests }: CallTraces): Promise<void> {
    const went = destinationsOf(requests);
    if (went.size === 0) return;
    for (const secret of await this.persistence.secrets.list(owner)) {
      await this.persistence.secretLedger.noteDestinations(owner, secret, went.get(secret.name) ?? []);
    }
  }
}
