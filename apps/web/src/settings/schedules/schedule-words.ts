import type { ScheduleOutcome } from '@cloakroom/contracts';

/** Later than this is said to be late, in milliseconds. */
const LATE_MS = 5 * 60_000;

/** Common times, for those who do not write cron expressions. */
export const COMMON_TIMES: readonly { readonly label: string; readonly cron: string }[] = [
  { label: 'Every day at 9', cron: '0 9 * * *' },
  { label: 'Weekdays at 9', cron: '0 9 * * 1-5' },
  { label: 'Mondays at 9', cron: '0 9 * * 1' },
  { label: 'First of the month', cron: '0 9 1 * *' },
  { label: 'Every hour', cron: '0 * * * *' },
];

/** A time as the clocks of its zone show it, with the year when it is another one. */
export function timeInZone(iso: string, timeZone: string, now: Date, locale?: string): string {
  const at = new Date(iso);
  const yearOf = (date: Date): string => new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' }).format(date);
  const year = yearOf(at) === yearOf(now) ? {} : ({ year: 'numeric' } as const);
  const day = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  const time = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  return new Intl.DateTimeFormat(locale, { timeZone, ...day, ...year, ...time }).format(at);
}

/** What came of the last time, as a sentence without its end. */
export function outcomeWords({ result, reason, runStatus, dueAt, at }: ScheduleOutcome): string {
  if (result !== 'started') return `Did not run: ${reason ?? 'it could not be started.'}`;
  const late = new Date(at).getTime() - new Date(dueAt).getTime() > LATE_MS ? ', late' : '';
  return `${runWords(runStatus)}${late}`;
}

function runWords(status: ScheduleOutcome['runStatus']): string {
  switch (status) {
    case null:
      return 'Was started';
    case 'queued':
      return 'Waits for its turn';
    case 'running':
      return 'Is at work';
    case 'waiting':
      return 'Waits for you';
    case 'finished':
      return 'Finished';
    case 'failed':
      return 'Failed';
    case 'cancelled':
      return 'Was stopped';
  }
}

/** The zones that this browser knows, for choosing. */
export function knownTimeZones(): readonly string[] {
  return typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
}
