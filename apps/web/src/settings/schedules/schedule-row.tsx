import type { ScheduleOutcome, ScheduleView } from '@cloakroom/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Moment } from '../../ui/moment.js';
import { Notice } from '../../ui/notice.js';
import { refetchSchedules, runSchedule, updateSchedule } from './schedules-api.js';
import { outcomeWords, timeInZone } from './schedule-words.js';

export interface ScheduleRowProps {
  readonly schedule: ScheduleView;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

export function ScheduleRow({ schedule, onEdit, onDelete }: ScheduleRowProps): ReactNode {
  const { id, name, text, cron, timeZone, enabled, next, lastOutcome } = schedule;
  const client = useQueryClient();
  const onSettled = (): Promise<void> => refetchSchedules(client);
  const run = useMutation({ mutationFn: () => runSchedule(id), onSettled });
  const toggle = useMutation({ mutationFn: () => updateSchedule(id, { enabled: !enabled }), onSettled });
  const failure = run.error ?? toggle.error;
  const [first] = next;
  return (
    <li className="px-3.5 py-3 text-sm">
      <p className="font-semibold wrap-anywhere">{name}</p>
      <p className="mt-0.5 line-clamp-2 text-ink-soft wrap-anywhere">{text}</p>
      <p className="mt-1 text-xs text-ink-faint">
        {first === undefined ? 'Off' : `Next: ${timeInZone(first, timeZone, new Date())}`} ·{' '}
        <span className="font-mono" dir="ltr">
          {cron}
        </span>{' '}
        · {timeZone}
      </p>
      {lastOutcome !== null && <Outcome outcome={lastOutcome} />}
      {failure !== null && (
        <Notice tone="danger" className="mt-2">
          {messageOf(failure)}
        </Notice>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="small" busy={run.isPending} onClick={() => run.mutate()} aria-label={`Run now: ${name}`}>
          Run now
        </Button>
        <Button size="small" onClick={onEdit} aria-label={`Change: ${name}`}>
          Change
        </Button>
        <Button
          size="small"
          busy={toggle.isPending}
          onClick={() => toggle.mutate()}
          aria-label={`${enabled ? 'Switch off' : 'Switch on'}: ${name}`}
        >
          {enabled ? 'Switch off' : 'Switch on'}
        </Button>
        <Button size="small" onClick={onDelete} aria-label={`Delete: ${name}`}>
          Delete
        </Button>
      </div>
    </li>
  );
}

function Outcome({ outcome }: { readonly outcome: ScheduleOutcome }): ReactNode {
  if (outcome.result !== 'started') {
    return (
      <Notice tone="brass" className="mt-2">
        {outcomeWords(outcome)} (<Moment iso={outcome.at} style="ago" />)
      </Notice>
    );
  }
  return (
    <p className="mt-1 text-xs text-ink-soft">
      Last: {outcomeWords(outcome)} · <Moment iso={outcome.at} style="ago" />
      {outcome.conversationId !== null && (
        <>
          {' · '}
          <Link to={`/c/${outcome.conversationId}`} className="font-medium text-brand underline underline-offset-3">
            Open its chat
          </Link>
        </>
      )}
    </p>
  );
}
