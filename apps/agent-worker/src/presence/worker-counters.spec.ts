import { workerFiguresSchema } from '@cloakroom/contracts';
import { WorkerCounters } from './worker-counters.js';

describe('WorkerCounters', () => {
  it('counts runs by ending, calls by language and error, requests by outcome', () => {
    const counters = new WorkerCounters();
    counters.countRun('finished');
    counters.countRun('finished');
    counters.countRun('failed');
    counters.countToolCall('python', null);
    counters.countToolCall('python', 'TIMEOUT');
    counters.countToolCall('javascript', 'TIMEOUT');
    counters.countToolCall('javascript', 'TIMEOUT');
    for (const code of [null, 'DENIED', 'DNS', 'LIMIT'] as const) counters.countRequest(code);
    const sandbox = { ready: { javascript: 0, python: 0 }, busy: 0, queued: 0, rssBytes: 0 };
    const figures = { sandbox, rssBytes: 0, runsActive: 0, ...counters.read() };
    expect(workerFiguresSchema.parse(figures)).toEqual(figures);
    expect(counters.read()).toEqual({
      runs: [
        { status: 'finished', count: 2 },
        { status: 'failed', count: 1 },
      ],
      toolCalls: [
        { language: 'python', error: 'none', count: 1 },
        { language: 'python', error: 'TIMEOUT', count: 1 },
        { language: 'javascript', error: 'TIMEOUT', count: 2 },
      ],
      requests: [
        { outcome: 'answered', count: 1 },
        { outcome: 'denied', count: 1 },
        { outcome: 'failed', count: 2 },
      ],
    });
  });
});
