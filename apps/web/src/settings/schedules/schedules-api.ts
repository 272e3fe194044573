import {
  scheduleListSchema,
  schedulePreviewSchema,
  scheduleRunSchema,
  scheduleViewSchema,
  type CreateSchedule,
  type ScheduleRun,
  type ScheduleTimes,
  type ScheduleView,
  type UpdateSchedule,
} from '@cloakroom/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { api, apiWithoutAnswer } from '../../platform/api-client.js';
import { newId } from '../../platform/new-id.js';

export const SCHEDULES_KEY = ['schedules'] as const;

export async function listSchedules(): Promise<readonly ScheduleView[]> {
  return (await api('GET', '/api/v1/schedules', scheduleListSchema)).schedules;
}

export async function previewTimes(times: ScheduleTimes): Promise<readonly string[]> {
  return (await api('POST', '/api/v1/schedules/preview', schedulePreviewSchema, times)).next;
}

export function createSchedule(schedule: CreateSchedule): Promise<ScheduleView> {
  return api('POST', '/api/v1/schedules', scheduleViewSchema, schedule);
}

export function updateSchedule(id: string, change: UpdateSchedule): Promise<ScheduleView> {
  return api('PATCH', `/api/v1/schedules/${id}`, scheduleViewSchema, change);
}

export function deleteSchedule(id: string): Promise<void> {
  return apiWithoutAnswer('DELETE', `/api/v1/schedules/${id}`);
}

export function runSchedule(id: string): Promise<ScheduleRun> {
  return api('POST', `/api/v1/schedules/${id}/run`, scheduleRunSchema, { clientMessageId: newId() });
}

/** After a change: the list, and the audit trail below it. */
export async function refetchSchedules(client: QueryClient): Promise<void> {
  await Promise.all([SCHEDULES_KEY, ['audit']].map((queryKey) => client.invalidateQueries({ queryKey })));
}
