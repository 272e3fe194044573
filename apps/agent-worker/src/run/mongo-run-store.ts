import type { RunIsolation } from '@cloakroom/contracts';
import { AppError } from '@cloakroom/platform';
import {
  type ClaimedRun as StoredClaim,
  type Persistence,
  type QueuedPlace,
  type StoredMessage,
  despiteLostConnection,
  ownerId,
} from '@cloakroom/persistence';
import type { WorkspaceFile } from '@cloakroom/sandbox';
import { type RunCheckpoint, runCheckpointSchema } from './run-checkpoint.js';
import type {
  ClaimOutcome,
  ClaimedRun,
  KnownPrompt,
  RunPrompt,
  RunSteer,
  RunStore,
  SecretGuards,
} from './run-store.port.js';
import type { RunEnding } from './run-ending.js';

/**
 * The run engine's store over MongoDB. What a run reads and writes outlives a connection that breaks: a run does not fail
 * by it. Writes that may not be done twice see to that themselves in `libs/persistence`.
 */
export class MongoRunStore implements RunStore {
  constructor(
    private readonly persistence: Persistence,
    private readonly isolation: RunIsolation,
    /** Runs of one person at work at a time, over all workers; `null`: any number. */
    private readonly userSlots: number | null = null,
  ) {}

  async claim(runId: string, workerId: string, place: QueuedPlace | null = null): Promise<ClaimOutcome> {
    const { systemRuns } = this.persistence;
    const claimed = await systemRuns.claimRun(runId, workerId, null, {
      isolation: this.isolation,
      userSlots: this.userSlots,
      place,
    });
    if (claimed !== null) return { outcome: 'claimed', run: toClaimedRun(claimed) };
    const run = await systemRuns.findRun(runId);
    return { outcome: run?.status === 'queued' || run?.status === 'running' ? 'busy' : 'over' };
  }

  async heartbeat(runId: string, attempt: number): Promise<{ alive: boolean; cancelRequested: boolean }> {
    try {
      const { cancelRequested } = await this.persistence.systemRuns.heartbeat({ runId, attempt });
      return { alive: true, cancelRequested };
    } catch (error) {
      if (error instanceof AppError && error.code === 'stale-fence') return { alive: false, cancelRequested: false };
      throw error;
    }
  }

  async saveCheckpoint(run: ClaimedRun, checkpoint: RunCheckpoint): Promise<void> {
    const state = { seq: checkpoint.seq, json: JSON.stringify(checkpoint) };
    await despiteLostConnection(() => this.persistence.systemRuns.saveCheckpoint(run, run, state));
  }

  async loadHistory(run: ClaimedRun): Promise<StoredMessage[]> {
    const { messages: stored } = this.persistence;
    const messages = await despiteLostConnection(() => stored.list(ownerId(run.userId), run.conversationId));
    return pathTo(run.userMessageId, messages);
  }

  listSecrets(userId: string) {
    return despiteLostConnection(() => this.persistence.secrets.listSealed(ownerId(userId)));
  }

  async markSecretsUsed(userId: string, ids: readonly string[]): Promise<void> {
    const now = new Date();
    await despiteLostConnection(() => this.persistence.secrets.markUsed(ownerId(userId), ids, now));
  }

  openSteers({ userId, runId }: ClaimedRun): Promise<RunSteer[]> {
    return despiteLostConnection(() => this.persistence.steers.listOpen(ownerId(userId), runId));
  }

  async markSteersTold({ userId }: ClaimedRun, ids: readonly string[]): Promise<void> {
    await despiteLostConnection(() => this.persistence.steers.markTold(ownerId(userId), ids));
  }

  async openPrompt({ userId, runId, conversationId }: ClaimedRun, prompt: RunPrompt): Promise<void> {
    const owner = ownerId(userId);
    const isNew = await this.persistence.prompts.insertOnce(owner, { ...prompt, runId, conversationId });
    if (!isNew || prompt.ask.kind !== 'secret') return;
    const asked = { type: 'secret.requested', secretName: prompt.ask.name, runId, conversationId } as const;
    await this.persistence.audit.append(owner, asked);
  }

  findPrompt(run: ClaimedRun, promptId: string): Promise<KnownPrompt | null> {
    return despiteLostConnection(() => this.persistence.prompts.findIfAny(ownerId(run.userId), promptId));
  }

  countPrompts(run: ClaimedRun, kind: RunPrompt['ask']['kind']): Promise<number> {
    return despiteLostConnection(() => this.persistence.prompts.count(ownerId(run.userId), run.runId, kind));
  }

  async guards({ userId, conversationId }: ClaimedRun, promptId: string | null): Promise<SecretGuards> {
    const { secrets, leases } = this.persistence;
    const owner = ownerId(userId);
    return despiteLostConnection(async () => {
      const guarded = new Set(await secrets.listGuardedIds(owner));
      if (guarded.size === 0) return { guarded, leased: new Set(), settled: new Set() };
      const leased = await leases.listLeasedIds(owner, conversationId);
      const settled = promptId === null ? [] : await leases.listIdsOfPrompt(owner, promptId);
      return { guarded, leased: new Set(leased), settled: new Set(settled) };
    });
  }

  async withdrawPrompts(run: ClaimedRun): Promise<void> {
    await despiteLostConnection(() => this.persistence.prompts.withdrawOfRun(ownerId(run.userId), run.runId));
  }

  async saveWorkspace(run: ClaimedRun, workspaceId: string, files: readonly WorkspaceFile[]): Promise<void> {
    const { userId, runId, conversationId } = run;
    await this.persistence.runWorkspaces.save(ownerId(userId), { runId, conversationId }, workspaceId, files);
  }

  loadWorkspace(run: ClaimedRun, workspaceId: string): Promise<WorkspaceFile[]> {
    return despiteLostConnection(() => this.persistence.runWorkspaces.load(ownerId(run.userId), workspaceId));
  }

  async dropWorkspaces(run: ClaimedRun): Promise<void> {
    await despiteLostConnection(() => this.persistence.runWorkspaces.deleteOfRun(ownerId(run.userId), run.runId));
  }

  suspend(
    run: ClaimedRun,
    { id, expiresAt }: Pick<RunPrompt, 'id' | 'expiresAt'>,
    checkpoint: RunCheckpoint,
  ): Promise<boolean> {
    const state = { promptId: id, until: expiresAt, seq: checkpoint.seq, json: JSON.stringify(checkpoint) };
    return this.persistence.systemRuns.suspend(run, run, state);
  }

  async resume({ userId, runId }: ClaimedRun, promptId: string): Promise<boolean> {
    return (await this.persistence.runs.resume(ownerId(userId), runId, promptId)) !== null;
  }

  /** An answer whose conversation was deleted meanwhile has no place any more, which is no error. */
  async storeAnswer(run: ClaimedRun, parts: StoredMessage['parts']): Promise<void> {
    try {
      const { messages } = this.persistence;
      await despiteLostConnection(() => messages.storeAnswer(ownerId(run.userId), run.assistantMessageId, parts));
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not-found')) throw error;
    }
  }

  async endRun(run: ClaimedRun, { status, error }: RunEnding): Promise<void> {
    await this.persistence.systemRuns.endRun(run, status, error);
  }

  async freeConversation(run: ClaimedRun): Promise<void> {
    const { conversations } = this.persistence;
    const { userId, conversationId, runId } = run;
    await despiteLostConnection(() => conversations.clearActiveRun(ownerId(userId), conversationId, runId));
  }

  async release(run: ClaimedRun): Promise<void> {
    await despiteLostConnection(() => this.persistence.systemRuns.handOver(run));
  }
}

function toClaimedRun(claimed: StoredClaim): ClaimedRun {
  return {
    runId: claimed.id,
    userId: claimed.userId,
    conversationId: claimed.conversationId,
    userMessageId: claimed.userMessageId,
    assistantMessageId: claimed.assistantMessageId,
    attempt: claimed.attempt,
    tries: claimed.attempt - claimed.progressAttempt,
    cancelRequested: claimed.cancelRequestedAt !== null,
    checkpoint: readCheckpoint(claimed.checkpoint),
  };
}

/** One of another version is none: the run begins anew. */
function readCheckpoint(json: string | null): RunCheckpoint | null {
  if (json === null) return null;
  const parsed = runCheckpointSchema.safeParse(JSON.parse(json));
  return parsed.success ? parsed.data : null;
}

/** The messages that lead to `lastId`, oldest first. */
function pathTo(lastId: string, messages: readonly StoredMessage[]): StoredMessage[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const path: StoredMessage[] = [];
  let next = byId.get(lastId);
  while (next !== undefined) {
    path.push(next);
    byId.delete(next.id);
    next = next.parentId === null ? undefined : byId.get(next.parentId);
  }
  return path.reverse();
}
