import { z } from 'zod';
import { parseConfig } from './parse-config.js';

const schema = z.object({
  PORT: z.coerce.number().int().min(1),
  LEVEL: z.enum(['low', 'high']).default('low'),
  KEY: z.string(),
});

describe('parseConfig', () => {
  it('gives the parsed values and treats an empty variable as unset', () => {
    expect(parseConfig(schema, { PORT: '80', LEVEL: '', KEY: 'k' }, 'gateway')).toEqual({
      PORT: 80,
      LEVEL: 'low',
      KEY: 'k',
    });
  });

  it('names what is wrong and never what it held', () => {
    const act = (): unknown => parseConfig(schema, { PORT: '-7', LEVEL: 'canary-value' }, 'gateway');
    expect(act).toThrow(
      'The gateway cannot start: PORT must be at least 1; LEVEL must be one of low, high; KEY is not set.',
    );
    expect(act).not.toThrow(/canary|-7/);
  });
});
