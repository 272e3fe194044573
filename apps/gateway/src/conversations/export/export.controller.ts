import { Readable } from 'node:stream';
import { exportQuerySchema, uuidSchema, type ExportQuery } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { Owner } from '../../auth/session.guard.js';
import { ConversationExport } from './conversation-export.js';

/** `/api/v1/conversations/export` and `/api/v1/conversations/:id/export`: downloads. */
@Controller('api/v1/conversations')
export class ExportController {
  constructor(private readonly exports: ConversationExport) {}

  @Get('export')
  @Header('cache-control', 'no-store')
  all(@Owner() owner: OwnerId, @Query({ schema: exportQuerySchema }) query: ExportQuery): StreamableFile {
    return download(this.exports.all(owner, query), 'cloakroom-chats', query);
  }

  @Get(':id/export')
  @Header('cache-control', 'no-store')
  async one(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Query({ schema: exportQuerySchema }) query: ExportQuery,
  ): Promise<StreamableFile> {
    return download(await this.exports.one(owner, id, query), `cloakroom-chat-${id.slice(0, 8)}`, query);
  }
}

function download(pieces: AsyncGenerator<string>, name: string, { format }: ExportQuery): StreamableFile {
  const [ending, type] = format === 'json' ? ['json', 'application/json'] : ['md', 'text/markdown; charset=utf-8'];
  return new StreamableFile(Readable.from(pieces), { type, disposition: `attachment; filename="${name}.${ending}"` });
}
