import type { FileView } from '@cloakroom/contracts';
import { FileRepository, type OwnerId } from '@cloakroom/persistence';
import { conflict, userError } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';

/**
 * Files on their way into a message. One that went with no message may go with any of its owner's; one that is in a
 * conversation already may go with another message there, such as another version of its question, and nowhere else.
 */
@Injectable()
export class MessageAttachments {
  constructor(private readonly files: FileRepository) {}

  /** What the named files are, in that order. Throws `file-not-found` (404), `file-already-sent` (409). */
  async check(owner: OwnerId, conversationId: string, ids: readonly string[]): Promise<FileView[]> {
    if (ids.length === 0) return [];
    const found = new Map((await this.files.listByIds(owner, ids)).map((file) => [file.view.id, file]));
    return ids.map((id) => {
      const file = found.get(id);
      if (file === undefined) throw gone();
      if (file.conversationId !== null && file.conversationId !== conversationId) throw alreadySent();
      return file.view;
    });
  }

  /** Takes files that were checked into the conversation. Repeating it changes nothing. Throws as {@link check}. */
  async attach(owner: OwnerId, conversationId: string, files: readonly FileView[]): Promise<void> {
    for (const { id } of files) {
      if (await this.files.attach(owner, id, conversationId)) continue;
      await this.check(owner, conversationId, [id]);
    }
  }
}

function gone() {
  const message = 'A file of this message is not there any more. Nothing was sent. Attach it again.';
  return userError('file-not-found', message, { status: 404 });
}

function alreadySent() {
  return conflict(
    'file-already-sent',
    'A file of this message went with another chat. Nothing was sent. Attach it again.',
  );
}
