import { randomUUID } from 'node:crypto';
import type { RunAccepted, StartRun } from '@cloakroom/contracts';
import { ApiRunRepository, RunRepository, type OwnerId } from '@cloakroom/persistence';
import { AppError, userError } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { SendMessageService } from '../messages/send-message.service.js';
import { sentMessageIds } from '../messages/sent-message-ids.js';
import { idempotencyMark } from './idempotency-key.js';
import { runLinks } from './run-links.js';

/**
 * Takes runs over REST. The request is stored first, unique by its idempotency key, with the id that everything else is
 * derived from: whoever sends it again, at the same time or after a crash, meets the same message and the same run.
 */
@Injectable()
export class RunStarter {
  constructor(
    private readonly requests: ApiRunRepository,
    private readonly runs: RunRepository,
    private readonly messages: SendMessageService,
  ) {}

  /** Throws `idempotency-key-reused` (422), `not-found` for a run that was deleted since, and what {@link SendMessageService.send} throws; a refused run may be asked for again with the same key. */
  async start(owner: OwnerId, body: StartRun, key: string | null): Promise<RunAccepted> {
    const conversationId = body.conversationId ?? randomUUID();
    const clientMessageId = randomUUID();
    const { runId } = sentMessageIds(owner, conversationId, clientMessageId);
    const mark = key === null ? null : idempotencyMark(owner, key, body);
    const request = await this.requests.claim(owner, { id: runId, conversationId, clientMessageId }, mark);
    if (request === null) throw keyReused();
    // Throws for a run that was deleted since: it is not made again.
    if (request.accepted) await this.runs.find(owner, request.id);
    const { input: text, attachments } = body;
    const message = {
      conversationId: request.conversationId,
      clientMessageId: request.clientMessageId,
      ...(attachments === undefined ? {} : { attachments }),
    };
    try {
      const sent = await this.messages.send(owner, { ...message, text }, 'api');
      await this.requests.accept(owner, request.id);
      const { messageId, assistantMessageId } = sent;
      const ids = { id: sent.runId, conversationId: sent.conversationId, messageId, assistantMessageId };
      return { ...ids, links: runLinks(ids) };
    } catch (error) {
      // Only what was refused: after any other error the run may be stored.
      const isRefused = error instanceof AppError && error.kind === 'user';
      if (mark === null && isRefused) await this.requests.forget(owner, request.id);
      throw error;
    }
  }
}

function keyReused() {
  const message = 'This Idempotency-Key was used for another request. Send a new key with a new request.';
  return userError('idempotency-key-reused', message, { status: 422 });
}
