import { cronTimes } from './cron-times.js';

function times(cron: string, timeZone: string, after: string, count: number): string[] {
  const found: string[] = [];
  for (const time of cronTimes(cron, timeZone, new Date(after))) {
    found.push(time.toISOString().slice(0, 16));
    if (found.length === count) break;
  }
  return found;
}

describe('when the clocks are put forward', () => {
  it('what stands in the hour that is skipped fires an hour later, that day', () => {
    const found = times('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 3);
    expect(found).toEqual(['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30']);
  });

  it('what would then fire twice at the same moment fires once', () => {
    const found = times('0 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 3);
    expect(found).toEqual(['2026-03-29T01:00', '2026-03-30T00:00', '2026-03-30T01:00']);
  });

  it('a day whose midnight is skipped is not left out', () => {
    const found = times('30 0 * * *', 'America/Havana', '2026-03-07T12:00:00Z', 2);
    expect(found).toEqual(['2026-03-08T05:30', '2026-03-09T04:30']);
    const weekly = times('0 0 * * 5', 'Africa/Cairo', '2026-04-20T00:00:00Z', 2);
    expect(weekly).toEqual(['2026-04-23T22:00', '2026-04-30T21:00']);
  });

  it('every half an hour stays every half an hour', () => {
    const found = times('*/30 * * * *', 'America/Havana', '2026-03-08T04:15:00Z', 4);
    expect(found).toEqual(['2026-03-08T04:30', '2026-03-08T05:00', '2026-03-08T05:30', '2026-03-08T06:00']);
  });
});

describe('when the clocks are put back', () => {
  it('what names an hour that comes twice fires the first time', () => {
    const found = times('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2);
    expect(found).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
  });

  it('what has no hour fires all along', () => {
    const found = times('*/30 * * * *', 'Europe/Berlin', '2026-10-25T00:15:00Z', 4);
    expect(found).toEqual(['2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30', '2026-10-25T02:00']);
  });
});

describe('over a year', () => {
  it.each(['Europe/Berlin', 'America/Havana', 'Africa/Cairo', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'])(
    'a daily time comes once each day in %s',
    (zone) => {
      const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
      const days: string[] = [];
      for (const time of cronTimes('15 0 * * *', zone, new Date('2026-01-01T12:00:00Z'))) {
        if (time > new Date('2027-01-01T12:00:00Z')) break;
        days.push(day.format(time));
      }
      expect(days).toHaveLength(365);
      expect(new Set(days).size).toBe(365);
    },
  );
});
