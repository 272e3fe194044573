import type { ScheduleView } from '@cloakroom/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Notice } from '../../ui/notice.js';
import { ScheduleDialog } from './schedule-dialog.js';
import { ScheduleRow } from './schedule-row.js';
import { deleteSchedule, listSchedules, refetchSchedules, SCHEDULES_KEY } from './schedules-api.js';

const LOOK_AGAIN_MS = 10_000;

/** Messages that are sent to the agent at set times. */
export default function SchedulesSection(): ReactNode {
  const client = useQueryClient();
  const [subject, setSubject] = useState<ScheduleView | 'new' | null>(null);
  const [doomed, setDoomed] = useState<ScheduleView | null>(null);
  const query = useQuery({
    queryKey: [...SCHEDULES_KEY, 'list'],
    queryFn: listSchedules,
    refetchInterval: LOOK_AGAIN_MS,
  });
  const remove = useMutation({
    mutationFn: deleteSchedule,
    onSuccess: () => setDoomed(null),
    onSettled: () => refetchSchedules(client),
  });
  const schedules = query.data ?? [];
  return (
    <div className="grid gap-3">
      {query.error !== null && <Notice tone="danger">{messageOf(query.error)}</Notice>}
      {query.isPending && <p className="text-sm text-ink-faint">Fetching your schedules…</p>}
      {query.isSuccess && schedules.length === 0 && (
        <p className="text-sm text-ink-faint">
          You have no schedules. Make one for what you ask again and again: a morning summary, a weekly check.
        </p>
      )}
      {schedules.length > 0 && (
        <ul aria-label="Schedules" className="divide-y divide-line rounded-lg border border-line bg-surface">
          {schedules.map((schedule) => (
            <ScheduleRow
              key={schedule.id}
              schedule={schedule}
              onEdit={() => setSubject(schedule)}
              onDelete={() => setDoomed(schedule)}
            />
          ))}
        </ul>
      )}
      <Button className="justify-self-start" onClick={() => setSubject('new')}>
        New schedule
      </Button>
      <ScheduleDialog subject={subject} onClose={() => setSubject(null)} />
      <ConfirmDialog
        open={doomed !== null}
        onClose={() => {
          setDoomed(null);
          remove.reset();
        }}
        title={`Delete ${doomed?.name ?? 'this schedule'}?`}
        confirmLabel="Delete schedule"
        onConfirm={() => doomed !== null && remove.mutate(doomed.id)}
        busy={remove.isPending}
        error={remove.error === null ? null : messageOf(remove.error)}
      >
        It runs no more. Its chats stay, and what is under way goes on.
      </ConfirmDialog>
    </div>
  );
}
