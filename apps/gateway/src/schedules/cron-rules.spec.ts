import { AppError } from '@cloakroom/platform';
import { judgeTimes } from './cron-rules.js';

function refusal(cron: string, timeZone = 'Europe/Berlin'): AppError {
  try {
    judgeTimes({ cron, timeZone });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`${cron} was taken.`);
}

describe('judgeTimes', () => {
  it.each([
    '0 9 * * 1-5',
    '*/5 * * * *',
    '0,30 8-18 * * MON-FRI',
    '15 6 1 JAN,JUL *',
    '0 9 L * *',
    '0 9 * * 1#2',
    '0 9 * MAR THU',
    '0 0 29 2 *',
    '0 9 ? * 5L',
    '30 2 * * 7',
    '0,57 0,23 1,15 * *',
  ])('takes %s', (cron) => {
    expect(judgeTimes({ cron, timeZone: 'Europe/Berlin' })).toEqual({ cron, timeZone: 'Europe/Berlin' });
  });

  it('keeps an expression with single blanks', () => {
    expect(judgeTimes({ cron: '0  9 *\t* 1', timeZone: 'UTC' }).cron).toBe('0 9 * * 1');
  });

  it.each(['* * * * *', '*/4 * * * *', '0,3 9 * * *', '0,58 0,23 * * *', '0,57 0,23 1,2,15 * *'])(
    'refuses %s, which comes too often',
    (cron) => {
      const error = refusal(cron);
      expect(error.code).toBe('too-often');
      expect(error.fields).toEqual([{ path: 'cron', message: error.message }]);
      expect(error.message).toMatch(/at least 5 minutes/);
    },
  );

  it.each([
    ['60 9 * * *', /minute is not right. Use 0 to 59/],
    ['0 24 * * *', /hour is not right. Use 0 to 23/],
    ['0 9 0 * *', /day of the month is not right/],
    ['0 9 * 13 *', /The month is not right/],
    ['0 9 * * 8', /day of the week is not right/],
    ['H 9 * * *', /minute is not right/],
    ['a b c d e', /minute is not right/],
    ['5-1 9 * * *', /minute is not right/],
    ['*/0 9 * * *', /minute is not right/],
    ['0 9 * *', /five fields/],
    ['0 0 9 * * *', /five fields/],
    ['@daily', /five fields/],
    ['0 9 31 2 *', /never comes/],
    ['0 9 31 2,4,6 *', /never comes/],
  ])('says what is wrong with %s', (cron, message) => {
    const error = refusal(cron);
    expect([error.code, error.kind]).toEqual(['invalid-cron', 'user']);
    expect(error.message).toMatch(message);
  });

  it.each(['Mars/Base', 'Berlin', '+05:30', 'Europe/Berlin;'])('judges the zone %s before anything else', (zone) => {
    const error = refusal('nonsense', zone);
    expect(error.code).toBe('invalid-time-zone');
    expect(error.fields?.[0]?.path).toBe('timeZone');
  });
});
