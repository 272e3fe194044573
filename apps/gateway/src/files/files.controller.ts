/*
 * Not trusted: what is in a file. It is handed out as a download alone, under a policy that lets nothing in it run, and
 * with a media type of its own only where a browser cannot take it for a page: four kinds of images, and plain text.
 */
import { Readable } from 'node:stream';
import { uploadFileQuerySchema, uuidSchema, type FileView, type UploadFileQuery } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import type { Request } from 'express';
import { OpenToKeys, Owner } from '../auth/session.guard.js';
import { downloadDisposition } from './content-disposition.js';
import { FilesService } from './files.service.js';

/** `/api/v1/files`: attachments up, attachments and artifacts down. */
@Controller('api/v1/files')
export class FilesController {
  constructor(private readonly files: FilesService) {}

  @Post()
  @OpenToKeys('runs:write')
  upload(
    @Owner() owner: OwnerId,
    @Query({ schema: uploadFileQuerySchema }) { name }: UploadFileQuery,
    @Req() request: Request,
  ): Promise<FileView> {
    return this.files.upload(owner, name, request);
  }

  @Get(':id')
  @OpenToKeys('runs:read')
  describe(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<FileView> {
    return this.files.describe(owner, id);
  }

  @Get(':id/content')
  @OpenToKeys('runs:read')
  @Header('content-security-policy', "sandbox; default-src 'none'")
  @Header('x-content-type-options', 'nosniff')
  @Header('cross-origin-resource-policy', 'same-origin')
  @Header('cache-control', 'private, no-store')
  async content(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<StreamableFile> {
    const { view, content } = await this.files.open(owner, id);
    const disposition = downloadDisposition(view.name);
    const file = new StreamableFile(Readable.from(content), {
      type: servedType(view),
      length: view.bytes,
      disposition,
    });
    // What does not open is never a part of a file: the download breaks off.
    return file.setErrorHandler((_error, response) => response.destroy?.());
  }

  @Delete(':id')
  @OpenToKeys('runs:write')
  @HttpCode(204)
  delete(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<void> {
    return this.files.deleteUnsent(owner, id);
  }
}

function servedType({ shown, mediaType }: FileView): string {
  if (shown === 'image') return mediaType;
  const isPlain = shown !== 'none' && mediaType === 'text/plain';
  return isPlain ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}
