import { Module } from '@nestjs/common';
import { SystemController } from './system.controller.js';

/** The installation as a signed-in page sees it. */
@Module({ controllers: [SystemController] })
export class SystemModule {}
