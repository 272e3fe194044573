import { randomUUID } from 'node:crypto';
import type {
  CreateSchedule,
  RunSchedule,
  SchedulePreview,
  ScheduleRun,
  ScheduleTimes,
  ScheduleView,
  UpdateSchedule,
} from '@cloakroom/contracts';
import {
  AuditTrail,
  RunRepository,
  ScheduleRepository,
  type OwnerId,
  type StoredRun,
  type StoredSchedule,
} from '@cloakroom/persistence';
import { TryLimits, type TryLimit } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { SendMessageService } from '../messages/send-message.service.js';
import { judgeTimes } from './cron-rules.js';
import { nextTime } from './cron-times.js';
import { scheduledMessage } from './schedule-message.js';
import { nextTimes, scheduleView } from './schedule-view.js';

const PREVIEWS: TryLimit = { name: 'schedule-previews', tries: 120, seconds: 60 };

/** A person's schedules. */
@Injectable()
export class SchedulesService {
  @Inject(SendMessageService) private readonly messages: SendMessageService;

  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly runs: RunRepository,
    private readonly audit: AuditTrail,
    private readonly limits: TryLimits,
  ) {}

  async list(owner: OwnerId): Promise<{ schedules: ScheduleView[] }> {
    const schedules = await this.schedules.list(owner);
    const runIds = schedules.flatMap(({ lastOutcome }) => lastOutcome?.runId ?? []);
    const runs = new Map((await this.runs.listByIds(owner, runIds)).map((run) => [run.id, run]));
    return { schedules: schedules.map((schedule) => scheduleView(schedule, runs)) };
  }

  /** Throws what {@link judgeTimes} does, and `too-many-requests`. */
  async preview(owner: OwnerId, times: ScheduleTimes): Promise<SchedulePreview> {
    await this.limits.take(PREVIEWS, owner);
    return { next: nextTimes(judgeTimes(times)) };
  }

  /** Throws what {@link judgeTimes} does, and `too-many-schedules`. */
  async create(owner: OwnerId, { enabled = true, ...wanted }: CreateSchedule): Promise<ScheduleView> {
    const times = judgeTimes(wanted);
    const nextAt = enabled ? nextTime(times.cron, times.timeZone, new Date()) : null;
    const made = await this.schedules.create(owner, randomUUID(), { ...wanted, ...times, enabled, nextAt });
    await this.audit.append(owner, { type: 'schedule.created', scheduleName: made.name });
    return this.viewOf(owner, made);
  }

  /** Throws `not-found`, `schedule-changed`, and what {@link judgeTimes} does. */
  async update(owner: OwnerId, id: string, change: UpdateSchedule): Promise<ScheduleView> {
    const before = await this.schedules.find(owner, id);
    const wanted = { ...before, ...given(change) };
    const times = judgeTimes(wanted);
    const after = await this.schedules.replace(owner, before, {
      ...wanted,
      ...times,
      nextAt: nextAfter(before, wanted),
    });
    await this.audit.append(owner, { type: 'schedule.changed', scheduleName: after.name });
    return this.viewOf(owner, after);
  }

  /** Throws `not-found`. What it has started goes on. */
  async delete(owner: OwnerId, id: string): Promise<void> {
    const { name } = await this.schedules.delete(owner, id);
    await this.audit.append(owner, { type: 'schedule.deleted', scheduleName: name });
  }

  /** Runs it now, besides its times, also one that is off. Throws `not-found`, and what {@link SendMessageService.send} does. */
  async run(owner: OwnerId, id: string, { clientMessageId }: RunSchedule): Promise<ScheduleRun> {
    const schedule = await this.schedules.find(owner, id);
    const message = scheduledMessage(schedule, clientMessageId);
    const { conversationId, runId } = await this.messages.send(owner, message, 'schedule');
    const now = new Date();
    const outcome = { dueAt: now, at: now, result: 'started', reason: null, conversationId, runId } as const;
    await this.schedules.noteOutcome(owner, id, outcome);
    return { conversationId, runId };
  }

  private async viewOf(owner: OwnerId, schedule: StoredSchedule): Promise<ScheduleView> {
    const runId = schedule.lastOutcome?.runId ?? null;
    const runs = runId === null ? [] : await this.runs.listByIds(owner, [runId]);
    return scheduleView(schedule, new Map(runs.map((run: StoredRun) => [run.id, run])));
  }
}

/** What a change names. */
function given(change: UpdateSchedule): { [Key in keyof UpdateSchedule]?: NonNullable<UpdateSchedule[Key]> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** The next firing after a change: as it was, unless the times were changed or it was switched on or off. */
function nextAfter(before: StoredSchedule, wanted: ScheduleTimes & { readonly enabled: boolean }): Date | null {
  if (!wanted.enabled) return null;
  const isSame = before.enabled && before.cron === wanted.cron && before.timeZone === wanted.timeZone;
  return isSame ? before.nextAt : nextTime(wanted.cron, wanted.timeZone, new Date());
}
