import { Module } from '@nestjs/common';
import { FileSweeper } from './file.sweeper.js';
import { FilesController } from './files.controller.js';
import { FilesService } from './files.service.js';
import { MessageAttachments } from './message-attachments.js';

/** Files of people: attachments and artifacts. */
@Module({
  controllers: [FilesController],
  providers: [FilesService, MessageAttachments, FileSweeper],
  exports: [MessageAttachments],
})
export class FilesModule {}
