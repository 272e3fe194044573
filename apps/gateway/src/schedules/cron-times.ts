/*
 * When a cron expression fires, in its zone. An hour that the clocks skip: what stands in it fires after it, as late as
 * the clocks were put forward. An hour that comes twice: what names hours fires the first time, what has `*` as its hour
 * fires all along. The expression's own library leaves a day out whose midnight is skipped; that is made up for here.
 */
import { CronExpressionParser } from 'cron-parser';

const DAY_MS = 86_400_000;

/** The expression's next times after a moment, in order, without end. Throws when the expression is none, or never comes. */
export function* cronTimes(cron: string, timeZone: string, after: Date): Generator<Date, never> {
  let last = after;
  for (;;) {
    last = nextTime(cron, timeZone, last);
    yield last;
  }
}

/** The first time after a moment. */
export function nextTime(cron: string, timeZone: string, after: Date): Date {
  const usual = CronExpressionParser.parse(cron, { tz: timeZone, currentDate: after }).next().toDate();
  const made = skippedTime(cron, timeZone, after);
  return made !== null && made > after && made < usual ? made : usual;
}

/** When the next time by the clock on the wall is one that the clocks skip: when it fires instead. */
function skippedTime(cron: string, timeZone: string, after: Date): Date | null {
  const wall = new Date(wallClock(timeZone, after.getTime()));
  const next = CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: wall }).next().getTime();
  const [before, behind] = [next - DAY_MS, next + DAY_MS].map((at) => next - offset(timeZone, at));
  if (before === undefined || behind === undefined) return null;
  const exists = [before, behind].some((at) => wallClock(timeZone, at) === next);
  return exists ? null : new Date(before);
}

/** What the clock on the wall shows, as if it were UTC. */
function wallClock(timeZone: string, at: number): number {
  return at + offset(timeZone, at);
}

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 100;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const numbers = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    era: 'short',
    ...numbers,
    second: 'numeric',
  });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(timeZone, made);
  return made;
}

function offset(timeZone: string, at: number): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year = 0, month = 1, day = 1] = (['year', 'month', 'day'] as const).map((type) => parts.get(type));
  const [hour = 0, minute = 0, second = 0] = (['hour', 'minute', 'second'] as const).map((type) => parts.get(type));
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}
