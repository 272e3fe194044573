import { Module } from '@nestjs/common';
import { DrillsController } from './drills.controller.js';

/** A person's drills. */
@Module({ controllers: [DrillsController] })
export class DrillsModule {}
