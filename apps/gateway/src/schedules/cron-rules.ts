import { SCHEDULE_MIN_MINUTES, type ScheduleTimes } from '@cloakroom/contracts';
import { userError, type AppError } from '@cloakroom/platform';
import { CronExpressionParser, type CronFieldCollection } from 'cron-parser';

const DAY_MINUTES = 1_440;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** On how many of its days is looked at whether the next day is one of them too. */
const JUDGED_DAYS = 100;

const NEVER = 'This day never comes, as 31 February. Choose one that its months have.';

const FIELDS = [
  { called: 'minute', use: '0 to 59' },
  { called: 'hour', use: '0 to 23' },
  { called: 'day of the month', use: '1 to 31, L for the last' },
  { called: 'month', use: '1 to 12 or JAN to DEC' },
  { called: 'day of the week', use: '0 to 7 or MON to SUN, 0 and 7 being Sunday' },
] as const;

const NAMES = /JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT/gi;

/**
 * The expression as it is kept. Throws `invalid-time-zone`, `invalid-cron` or `too-often` (400), with the field and what
 * to do: first the zone is judged, then the expression, then how often it comes.
 */
export function judgeTimes({ cron, timeZone }: ScheduleTimes): ScheduleTimes {
  if (!isTimeZone(timeZone)) {
    const known = 'Use a name of the time zone database, as Europe/Berlin, America/New_York or UTC.';
    throw refused('invalid-time-zone', 'timeZone', `There is no time zone of this name. ${known}`);
  }
  const fields = cron.split(/\s+/);
  if (fields.length !== FIELDS.length) {
    const wanted = 'minute, hour, day of the month, month, day of the week, as 0 9 * * 1-5';
    throw refused('invalid-cron', 'cron', `Enter five fields with blanks between them: ${wanted}.`);
  }
  fields.forEach(judgeField);
  const parsed = parse(fields.join(' '));
  if (parsed === null) throw refused('invalid-cron', 'cron', NEVER);
  judgeDays(parsed);
  judgeDistance(parsed);
  return { cron: fields.join(' '), timeZone };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function judgeField(text: string, place: number): void {
  const field = FIELDS[place];
  if (field === undefined) return;
  const others = FIELDS.map((_, index) => (index === place ? text : '*'));
  const isPlain = /^[\d*,/\-?#L]+$/i.test(text.replace(NAMES, '1'));
  if (isPlain && parse(others.join(' ')) !== null) return;
  const forms = 'or * for all, 1,2 for several, 1-5 for a range, */2 for every other';
  throw refused('invalid-cron', 'cron', `The ${field.called} is not right. Use ${field.use}, ${forms}.`);
}

function parse(cron: string): CronFieldCollection | null {
  try {
    return CronExpressionParser.parse(cron, { tz: 'UTC' }).fields;
  } catch {
    return null;
  }
}

function judgeDistance(fields: CronFieldCollection): void {
  const times = fields.hour.values.flatMap((hour) => fields.minute.values.map((minute) => hour * 60 + minute));
  const overMidnight = Math.max(...times) - DAY_MINUTES;
  const distances = times.map((time, index) => time - (times[index - 1] ?? overMidnight));
  const [first = DAY_MINUTES, ...others] = distances;
  const isTooOften = Math.min(...others) < SCHEDULE_MIN_MINUTES;
  if (!isTooOften && (first >= SCHEDULE_MIN_MINUTES || !comesOnDaysInARow(fields))) return;
  const example = `*/${SCHEDULE_MIN_MINUTES} * * * * or 0 * * * *`;
  const message = `It comes too often: at least ${SCHEDULE_MIN_MINUTES} minutes lie between two runs. Use less, as ${example}.`;
  throw refused('too-often', 'cron', message);
}

/** Whether it comes on two days that follow each other within the next years. */
function comesOnDaysInARow(fields: CronFieldCollection): boolean {
  const days = CronExpressionParser.parse(`0 0 ${fields.stringify().split(' ').slice(2).join(' ')}`, { tz: 'UTC' });
  let last = 0;
  for (let looked = 0; looked < JUDGED_DAYS; looked += 1) {
    const day = days.next().getTime();
    if (day - last === DAY_MINUTES * 60_000) return true;
    last = day;
  }
  return false;
}

function judgeDays({ dayOfMonth, dayOfWeek, month }: CronFieldCollection): void {
  const longest = Math.max(...month.values.map((number) => MONTH_DAYS[number - 1] ?? 0));
  const comes = !dayOfWeek.isWildcard || dayOfMonth.values.some((day) => typeof day !== 'number' || day <= longest);
  if (comes) return;
  throw refused('invalid-cron', 'cron', NEVER);
}

function refused(code: string, path: 'cron' | 'timeZone', message: string): AppError {
  return userError(code, message, { fields: [{ path, message }] });
}
