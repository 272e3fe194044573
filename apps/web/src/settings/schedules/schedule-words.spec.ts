import { describe, expect, it } from '@jest/globals';
import type { ScheduleOutcome } from '@cloakroom/contracts';
import { outcomeWords, timeInZone } from './schedule-words.js';

const started: ScheduleOutcome = {
  dueAt: '2026-03-02T08:00:00.000Z',
  at: '2026-03-02T08:00:01.000Z',
  result: 'started',
  reason: null,
  conversationId: null,
  runId: null,
  runStatus: 'finished',
};

describe('a time', () => {
  const now = new Date('2026-12-31T20:00:00Z');

  it('is told as the clocks of its zone show it', () => {
    const told = timeInZone('2026-12-31T22:30:00.000Z', 'America/New_York', now, 'en-GB');
    expect(told).toMatch(/Thursday,? 31 December.* 17:30 (?:GMT-5|EST)/);
  });

  it('has its year when there it is another one', () => {
    expect(timeInZone('2026-12-31T22:30:00.000Z', 'Asia/Tokyo', now, 'en-GB')).toMatch(/1 January/);
    expect(timeInZone('2027-02-01T09:00:00.000Z', 'UTC', now, 'en-GB')).toMatch(/1 February 2027/);
  });
});

describe('what came of it', () => {
  it('is told by how the run stands, and that it was late', () => {
    expect(outcomeWords(started)).toBe('Finished');
    expect(outcomeWords({ ...started, at: '2026-03-02T11:00:00.000Z' })).toBe('Finished, late');
    expect(outcomeWords({ ...started, runStatus: 'waiting' })).toBe('Waits for you');
    expect(outcomeWords({ ...started, runStatus: null })).toBe('Was started');
  });

  it('is told with the reason when it did not start', () => {
    const refused = { ...started, result: 'refused', reason: 'Too much to do.', runStatus: null } as const;
    expect(outcomeWords(refused)).toBe('Did not run: Too much to do.');
  });
});
