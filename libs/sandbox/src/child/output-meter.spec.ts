import { describe, expect, it } from '@jest/globals';

import { JAVASCRIPT_LIMITS } from '../limits.js';
import { OutputMeter } from './output-meter.js';

describe('OutputMeter', () => {
  const limits = { ...JAVASCRIPT_LIMITS, outputChars: 10, outputLostChars: 5, outputCalls: 4 };

  it('keeps what fits and counts the rest', () => {
    const meter = new OutputMeter(limits);
    expect(meter.take('12345678')).toEqual({ keep: '12345678', stop: null });
    expect(meter.take('abcdef')).toEqual({ keep: 'ab', stop: null });
    expect(meter.lost).toBe(4);
  });

  it('ends the call when too much is lost, or printed too often', () => {
    const lost = new OutputMeter(limits);
    expect(lost.take('x'.repeat(16)).stop).toMatchObject({
      kind: 'OUTPUT_LIMIT',
      message: expect.stringContaining('10 characters'),
    });
    const often = new OutputMeter(limits);
    for (let i = 0; i < 4; i += 1) expect(often.take('').stop).toBeNull();
    expect(often.take('').stop).toMatchObject({ kind: 'OUTPUT_LIMIT', message: expect.stringContaining('4 times') });
  });
});
