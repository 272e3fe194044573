/*
 * A walk through everything that a user has said and was told, for one value. Trusted: the redactor, which has that value
 * alone. What must never cross: the value; only counts and ids leave this file.
 */
import { isFinalRunStatus } from '@cloakroom/contracts';
import type { OwnerId, Persistence, StoredMessage, StoredPrompt } from '@cloakroom/persistence';
import type { Redactor } from '@cloakroom/redaction';
import { PacedRedaction } from '../secrets/paced-redaction.js';
import { scrubAsk, scrubParts } from './scrub-parts.js';

/** What a walk has come across. */
export interface HistoryFindings {
  /** Places where the value stands, or stood. */
  readonly found: number;
  /** Messages and titles that these are in. */
  readonly messages: number;
  /** Conversations that were changed. */
  readonly changed: ReadonlySet<string>;
  /** Answers that were left alone because their run is not over. */
  readonly pending: number;
}

/** How a walk goes. */
export interface HistoryWalkOptions {
  readonly redactor: Redactor;
  /** Whether what is found is masked, or only counted. */
  readonly mask: boolean;
  /** Drops what is left of a run's live log, which tells the same as the answer that was masked. */
  readonly dropLog: (runId: string) => Promise<void>;
}

const BATCH = 50;

/** See the head of this file. */
export class HistoryWalk {
  #found = 0;
  #messages = 0;
  #pending = 0;
  readonly #changed = new Set<string>();
  readonly #paced: PacedRedaction;

  constructor(
    private readonly persistence: Persistence,
    private readonly owner: OwnerId,
    private readonly how: HistoryWalkOptions,
  ) {
    this.#paced = new PacedRedaction(how.redactor);
  }

  /** Goes through all messages and titles in bounded batches; with `mask`, masks what it finds. Repeating is harmless. */
  async run(): Promise<HistoryFindings> {
    await this.#inBatches(
      (after) => this.persistence.messages.listPage(this.owner, after, BATCH),
      (batch) => this.#messagesOf(batch),
    );
    await this.#inBatches(
      (after) => this.persistence.conversations.listPage(this.owner, after, BATCH),
      async (batch) => {
        for (const { id, title } of batch) await this.#title(id, title);
      },
    );
    await this.#inBatches(
      (after) => this.persistence.prompts.listPage(this.owner, after, BATCH),
      async (batch) => {
        for (const prompt of batch) await this.#prompt(prompt);
      },
    );
    const { found, messages, changed, pending } = {
      found: this.#found,
      messages: this.#messages,
      changed: this.#changed,
      pending: this.#pending,
    };
    return { found, messages, changed, pending };
  }

  async #inBatches<T extends { readonly id: string }>(
    read: (after: string | null) => Promise<readonly T[]>,
    take: (batch: readonly T[]) => Promise<void>,
  ): Promise<void> {
    for (let after: string | null = null; ;) {
      const batch: readonly T[] = await read(after);
      await take(batch);
      const last = batch.at(-1);
      if (last === undefined || batch.length < BATCH) return;
      after = last.id;
    }
  }

  async #messagesOf(batch: readonly StoredMessage[]): Promise<void> {
    const runIds = batch.flatMap(({ role, runId }) => (role === 'assistant' && runId !== null ? [runId] : []));
    const runs = await this.persistence.runs.listByIds(this.owner, runIds);
    const open = new Set(runs.filter(({ status }) => !isFinalRunStatus(status)).map(({ id }) => id));
    for (const message of batch) {
      if (message.runId !== null && open.has(message.runId)) this.#pending += 1;
      else await this.#message(message);
    }
  }

  async #message({ id, conversationId, runId, parts }: StoredMessage): Promise<void> {
    const scrubbed = await this.#count((redact) => scrubParts(parts, redact));
    if (scrubbed === null || !this.how.mask) return;
    await this.persistence.messages.replaceParts(this.owner, id, scrubbed);
    if (runId !== null) await this.how.dropLog(runId);
    this.#changed.add(conversationId);
  }

  async #title(id: string, title: string): Promise<void> {
    const scrubbed = await this.#count((redact) => redact(title));
    if (scrubbed === null || !this.how.mask) return;
    await this.persistence.conversations.rename(this.owner, id, scrubbed);
    this.#changed.add(id);
  }

  /** A question is told in its answer's message as well, and counted there. An open one belongs to a run under way. */
  async #prompt({ id, state, ask }: StoredPrompt): Promise<void> {
    if (!this.how.mask || state === 'open') return;
    const { redactor } = this.how;
    const before = masksOf(redactor);
    const scrubbed = await this.#paced.apply((redact) => scrubAsk(ask, redact));
    if (masksOf(redactor) > before) await this.persistence.prompts.replaceAsk(this.owner, id, scrubbed);
  }

  /** What `scrub` makes, or `null` when it masks nothing. */
  async #count<T>(scrub: (redact: (text: string) => string) => T): Promise<T | null> {
    const { redactor } = this.how;
    const before = masksOf(redactor);
    const scrubbed = await this.#paced.apply(scrub);
    const masks = masksOf(redactor) - before;
    this.#found += masks;
    if (masks > 0) this.#messages += 1;
    return masks > 0 ? scrubbed : null;
  }
}

function masksOf(redactor: Redactor): number {
  return [...redactor.counts().values()].reduce((sum, count) => sum + count, 0);
}
