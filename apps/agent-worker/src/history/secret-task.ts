/*
 * Work on a user's history for one secret: look for its value, or mask it. Trusted: the vault's opener. What must never
 * cross: the value; it lives in memory for as long as the walk.
 */
import type { SecretScan, SecretTaskJob } from '@cloakroom/contracts';
import { ownerId, type OwnerId, type Persistence } from '@cloakroom/persistence';
import { AppError, type Logger, type RunLog, type UserSignals } from '@cloakroom/platform';
import { assessMaskability, createRedactor } from '@cloakroom/redaction';
import type { VaultOpener } from '@cloakroom/secrets/open';
import { type HistoryFindings, HistoryWalk } from './history-walk.js';

/** What came of a task. `later`: an answer was left alone because its run is not over. */
export type TaskOutcome = 'done' | 'later';

/** What tasks work with. */
export interface SecretTaskParts {
  readonly persistence: Persistence;
  readonly vault: VaultOpener;
  readonly signals: UserSignals;
  readonly log: Pick<RunLog, 'expireIn'>;
  readonly logger: Logger;
}

type OpenSecret = NonNullable<Awaited<ReturnType<Persistence['secrets']['findSealed']>>>;

/** Does what stands open with a secret. Where it stands is stored with it, so that it can be begun anew at any point. */
export class SecretTasks {
  constructor(private readonly parts: SecretTaskParts) {}

  /** Does nothing for a secret that is gone, has another value by now, or has nothing to be done. */
  async perform({ userId, secretId, version }: SecretTaskJob): Promise<TaskOutcome> {
    const owner = ownerId(userId);
    const secret = await this.#find(owner, { id: secretId, version });
    if (secret?.scan.state !== 'running' && secret?.scan.state !== 'scrubbing') return 'done';
    const mask = secret.scan.state === 'scrubbing';
    const { envelope, name } = secret;
    const value = (await this.parts.vault.open({ envelope, userId, name, version })).reveal();
    if (!assessMaskability(value).maskable) {
      await this.#settle(owner, secret, { state: 'too-short', found: 0, messages: 0 });
      return 'done';
    }
    const redactor = createRedactor([{ name, value }]);
    const dropLog = (runId: string): Promise<void> => this.parts.log.expireIn(runId, 0);
    const findings = await new HistoryWalk(this.parts.persistence, owner, { redactor, mask, dropLog }).run();
    await this.#tellConversations(owner, findings);
    if (mask) return this.#scrubbed(owner, secret, findings);
    await this.#settle(owner, secret, { state: 'done', found: findings.found, messages: findings.messages });
    return 'done';
  }

  /** What was masked in several rounds adds up. */
  async #scrubbed(owner: OwnerId, secret: OpenSecret, findings: HistoryFindings): Promise<TaskOutcome> {
    const { found, messages, pending } = findings;
    if (pending > 0) return 'later';
    const counted = { found: Math.max(found, secret.scan.found), messages: Math.max(messages, secret.scan.messages) };
    await this.#settle(owner, secret, { state: 'scrubbed', ...counted });
    return 'done';
  }

  async #find(owner: OwnerId, version: { id: string; version: number }): Promise<OpenSecret | null> {
    try {
      return await this.parts.persistence.secrets.findSealed(owner, version);
    } catch (error) {
      if (error instanceof AppError && error.code === 'account-deleted') return null;
      throw error;
    }
  }

  async #settle(owner: OwnerId, secret: OpenSecret, scan: SecretScan): Promise<void> {
    const { persistence, signals } = this.parts;
    if (!(await persistence.secretLedger.setScan(owner, secret, scan, [secret.scan.state]))) return;
    const { found, messages } = scan;
    const type = scan.state === 'scrubbed' ? 'history.scrubbed' : 'history.scanned';
    await persistence.audit.append(owner, { type, secretName: secret.name, found, messages });
    await signals.secretsChanged(owner);
  }

  async #tellConversations(userId: OwnerId, { changed }: HistoryFindings): Promise<void> {
    for (const conversationId of changed) {
      await this.parts.signals.conversationChanged({ userId, conversationId, reason: 'scrubbed', runId: null });
    }
  }
}
