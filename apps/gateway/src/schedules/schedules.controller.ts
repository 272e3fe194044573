import {
  createScheduleSchema,
  runScheduleSchema,
  scheduleTimesSchema,
  updateScheduleSchema,
  uuidSchema,
  type CreateSchedule,
  type RunSchedule,
  type SchedulePreview,
  type ScheduleRun,
  type ScheduleTimes,
  type ScheduleView,
  type UpdateSchedule,
} from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';
import { SchedulesService } from './schedules.service.js';

/** `/api/v1/schedules`: for those who are signed in; a key that is revoked is to leave nothing behind that runs on. */
@Controller('api/v1/schedules')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Get()
  list(@Owner() owner: OwnerId): Promise<{ schedules: ScheduleView[] }> {
    return this.schedules.list(owner);
  }

  @Post()
  create(@Owner() owner: OwnerId, @Body({ schema: createScheduleSchema }) body: CreateSchedule): Promise<ScheduleView> {
    return this.schedules.create(owner, body);
  }

  @Post('preview')
  @HttpCode(200)
  preview(
    @Owner() owner: OwnerId,
    @Body({ schema: scheduleTimesSchema }) body: ScheduleTimes,
  ): Promise<SchedulePreview> {
    return this.schedules.preview(owner, body);
  }

  @Patch(':id')
  update(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Body({ schema: updateScheduleSchema }) body: UpdateSchedule,
  ): Promise<ScheduleView> {
    return this.schedules.update(owner, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<void> {
    return this.schedules.delete(owner, id);
  }

  @Post(':id/run')
  @HttpCode(202)
  run(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Body({ schema: runScheduleSchema }) body: RunSchedule,
  ): Promise<ScheduleRun> {
    return this.schedules.run(owner, id, body);
  }
}
