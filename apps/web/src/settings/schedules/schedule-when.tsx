import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { ApiError, messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/text-field.js';
import { previewTimes, SCHEDULES_KEY } from './schedules-api.js';
import { COMMON_TIMES, knownTimeZones, timeInZone } from './schedule-words.js';

const SETTLE_MS = 350;

export interface ScheduleWhenProps {
  readonly cron: string;
  readonly timeZone: string;
  readonly onCron: (cron: string) => void;
  readonly onTimeZone: (timeZone: string) => void;
}

/** When a schedule runs: an expression and a zone, and what the server makes of them, while they are typed. */
export function ScheduleWhen({ cron, timeZone, onCron, onTimeZone }: ScheduleWhenProps): ReactNode {
  const zonesId = useId();
  const times = useSettled(cron.trim(), timeZone.trim());
  const preview = useQuery({
    queryKey: [...SCHEDULES_KEY, 'preview', times.cron, times.timeZone],
    queryFn: () => previewTimes(times),
    retry: false,
    staleTime: 30_000,
  });
  const { error } = preview;
  const ofField = (path: string): string | null => (error instanceof ApiError ? error.fieldMessage(path) : null);
  const other = error === null || ofField('cron') !== null || ofField('timeZone') !== null ? null : messageOf(error);
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1.5 text-sm font-semibold">When it runs</legend>
      <div role="group" aria-label="Common times" className="flex flex-wrap gap-2">
        {COMMON_TIMES.map((common) => (
          <Button
            key={common.cron}
            size="small"
            aria-pressed={cron.trim() === common.cron}
            className="aria-pressed:border-brand aria-pressed:bg-brand-tint"
            onClick={() => onCron(common.cron)}
          >
            {common.label}
          </Button>
        ))}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Cron expression"
          value={cron}
          onChange={(event) => onCron(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          className="font-mono"
          error={ofField('cron')}
          hint="Minute, hour, day of the month, month, day of the week."
        />
        <TextField
          label="Time zone"
          value={timeZone}
          onChange={(event) => onTimeZone(event.target.value)}
          list={zonesId}
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          error={ofField('timeZone')}
        />
        <datalist id={zonesId}>
          {knownTimeZones().map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
      <div aria-live="polite" className="rounded-lg border border-line bg-sunken px-3.5 py-2.5 text-sm">
        {error === null ? <NextTimes next={preview.data} timeZone={times.timeZone} /> : (other ?? NO_TIMES)}
      </div>
    </fieldset>
  );
}

const NO_TIMES = 'The next times show here once both fields are right.';

function NextTimes({
  next,
  timeZone,
}: {
  readonly next: readonly string[] | undefined;
  readonly timeZone: string;
}): ReactNode {
  const now = new Date();
  if (next === undefined) return 'Looking up the next times…';
  return (
    <>
      <p className="font-semibold">Next three times</p>
      <ol className="mt-1 grid gap-0.5 text-ink-soft">
        {next.map((time) => (
          <li key={time}>
            <time dateTime={time}>{timeInZone(time, timeZone, now)}</time>
          </li>
        ))}
      </ol>
    </>
  );
}

/** What was typed, once it has stood still for a moment. */
function useSettled(cron: string, timeZone: string): { readonly cron: string; readonly timeZone: string } {
  const [settled, setSettled] = useState({ cron, timeZone });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ cron, timeZone }), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [cron, timeZone]);
  return settled;
}
