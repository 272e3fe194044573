import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import type { FileView } from '@cloakroom/contracts';
import { fileRoom, FileRepository, type OwnerId } from '@cloakroom/persistence';
import { conflict, userError } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG } from '../config/config.module.js';
import type { GatewayConfig } from '../config/gateway.config.js';
import { announcedBytes, claimedMediaType, withinLimit } from './upload-request.js';

/** A person's files. */
@Injectable()
export class FilesService {
  constructor(
    private readonly files: FileRepository,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Stores a file as it comes in. Throws `file-too-large` (413), `unsupported-media-type` (415), `files-full` (429). */
  async upload(
    owner: OwnerId,
    name: string,
    body: Readable & { readonly headers: IncomingHttpHeaders },
  ): Promise<FileView> {
    const mediaType = claimedMediaType(body.headers);
    const file = { id: randomUUID(), name, mediaType, conversationId: null };
    const bytes = announcedBytes(body.headers);
    const megabytes = this.config.MAX_FILE_MB_PER_USER;
    if (!(await this.files.reserve(owner, file, bytes, fileRoom(megabytes)))) {
      const message = `Your files take all of their ${megabytes} MB, or there are too many of them. Delete chats with files that you do not need any more.`;
      throw userError('files-full', message, { status: 429 });
    }
    try {
      return await this.files.store(owner, file, withinLimit(body));
    } catch (error) {
      await this.files.discard(owner, file.id);
      throw error;
    }
  }

  /** Throws `not-found`. */
  async describe(owner: OwnerId, id: string): Promise<FileView> {
    return (await this.files.find(owner, id)).view;
  }

  /** What a file is, and its bytes, a stretch at a time. Throws `not-found`. */
  async open(owner: OwnerId, id: string): Promise<{ view: FileView; content: AsyncIterable<Buffer> }> {
    const { view } = await this.files.find(owner, id);
    return { view, content: this.files.read(owner, view) };
  }

  /** Deletes a file that went with no message. Throws `not-found`, `file-already-sent` (409). */
  async deleteUnsent(owner: OwnerId, id: string): Promise<void> {
    if (await this.files.deleteUnsent(owner, id)) return;
    await this.files.find(owner, id);
    throw conflict('file-already-sent', 'This file went with a message. It is deleted with its chat.');
  }
}
