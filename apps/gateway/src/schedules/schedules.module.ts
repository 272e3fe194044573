import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { ScheduleFirer } from './schedule-firer.js';
import { ScheduleSweeper } from './schedule.sweeper.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesService } from './schedules.service.js';

/** Prompts that are sent at set times, as if their owner had sent them. */
@Module({
  imports: [MessagesModule],
  controllers: [SchedulesController],
  providers: [SchedulesService, ScheduleFirer, ScheduleSweeper],
})
export class SchedulesModule {}
