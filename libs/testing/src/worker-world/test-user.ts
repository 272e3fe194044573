import { randomUUID } from 'node:crypto';
import type { FileView, RunOrigin } from '@cloakroom/contracts';
import { type OwnerId, type Persistence, type SecretSettings, fileRoom, ownerId } from '@cloakroom/persistence';
import type { AgentRunQueue } from '@cloakroom/platform';
import type { VaultSealer } from '@cloakroom/secrets/seal';

/** A question that was asked, with the ids that the gateway would have given it. */
export interface AskedRun {
  readonly runId: string;
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
}

/** A user who saves secrets and asks, without a gateway. */
export class TestUser {
  readonly #owner: OwnerId;

  constructor(
    private readonly persistence: Persistence,
    private readonly queue: AgentRunQueue,
    private readonly sealer: VaultSealer,
    readonly userId = `user-${randomUUID()}`,
  ) {
    this.#owner = ownerId(userId);
  }

  async saveSecret(name: string, value: string, description = ''): Promise<string> {
    const envelope = await this.sealer.sealOnBehalf({ value, userId: this.userId, name, version: 1 });
    const { id } = await this.persistence.secrets.create(this.#owner, { name, description, envelope });
    return id;
  }

  /** Stores a file that goes with no message yet. */
  async upload(name: string, content: string | Uint8Array, mediaType = 'text/plain'): Promise<FileView> {
    const bytes = Buffer.from(content);
    const file = { id: randomUUID(), name, mediaType, conversationId: null };
    await this.persistence.files.reserve(this.#owner, file, bytes.length, fileRoom(100));
    return this.persistence.files.store(this.#owner, file, [bytes]);
  }

  /** The content of a stored file. */
  async download(file: FileView): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.persistence.files.read(this.#owner, file)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** Changes a secret as the Secrets page would. */
  async change(secretId: string, change: Partial<SecretSettings>): Promise<void> {
    await this.persistence.secrets.update(this.#owner, secretId, change);
  }

  /** Stores a message with its run and queues it. */
  async ask(
    text: string,
    after?: AskedRun,
    origin: RunOrigin = 'chat',
    attachments?: readonly FileView[],
  ): Promise<AskedRun> {
    const run = await this.store(text, after, origin, attachments);
    await this.queue.enqueue(run.runId, 0);
    await this.persistence.systemRuns.markEnqueued(run.runId);
    return run;
  }

  /** Stores a message with its run, and does not queue it. */
  async store(
    text: string,
    after?: AskedRun,
    origin: RunOrigin = 'chat',
    attachments?: readonly FileView[],
  ): Promise<AskedRun> {
    const { conversations, messages, runs } = this.persistence;
    const conversationId = after?.conversationId ?? randomUUID();
    const [userMessageId, assistantMessageId, runId] = [randomUUID(), randomUUID(), randomUUID()];
    await conversations.createIfAbsent(this.#owner, conversationId, text.slice(0, 40));
    const shared = { conversationId, createdAt: new Date() };
    await messages.insertOnce(this.#owner, {
      ...shared,
      id: userMessageId,
      clientMessageId: userMessageId,
      parentId: after?.assistantMessageId ?? null,
      role: 'user',
      parts: [{ type: 'text', text }],
      runId: null,
      ...(attachments === undefined ? {} : { attachments }),
    });
    await messages.insertOnce(this.#owner, {
      ...shared,
      id: assistantMessageId,
      clientMessageId: assistantMessageId,
      parentId: userMessageId,
      role: 'assistant',
      parts: [],
      runId,
    });
    await runs.insertQueued(this.#owner, { id: runId, conversationId, userMessageId, assistantMessageId, origin });
    await conversations.setActiveRun(this.#owner, conversationId, runId);
    return { runId, conversationId, userMessageId, assistantMessageId };
  }

  /** The stored answer. */
  async answer(run: AskedRun) {
    const { parts } = await this.persistence.messages.find(this.#owner, run.assistantMessageId);
    return parts;
  }

  conversation(run: AskedRun) {
    return this.persistence.conversations.find(this.#owner, run.conversationId);
  }

  secrets() {
    return this.persistence.secrets.list(this.#owner);
  }

  requestCancel(run: AskedRun) {
    return this.persistence.runs.requestCancel(this.#owner, run.runId);
  }

  cancelUnclaimed(run: AskedRun) {
    return this.persistence.runs.cancelUnclaimed(this.#owner, run.runId);
  }
}
