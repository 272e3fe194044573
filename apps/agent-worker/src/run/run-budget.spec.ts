import { toAppError } from '@cloakroom/platform';
import { RunBudget, timeLimit } from './run-budget.js';

const allowance = { maxRunMs: 600_000, maxRunTokens: 10_000 };

function failureOf(work: () => void): { code: string; message: string } | null {
  try {
    work();
    return null;
  } catch (error) {
    const { code, message } = toAppError(error);
    return { code, message };
  }
}

describe('RunBudget', () => {
  it('goes on from what earlier attempts have used', () => {
    const budget = new RunBudget({ ms: 590_000, tokens: 9_000 }, allowance);
    expect(budget.msAtStart).toBe(10_000);
    budget.spend(500, true);
    expect(budget.spent.tokens).toBe(9_500);
    expect(budget.spent.ms).toBeGreaterThanOrEqual(590_000);
    expect(failureOf(() => budget.spend(500, true))).toEqual({
      code: 'run-token-limit',
      message:
        'The run was stopped because it used 10,000 tokens of the model; the limit of one run is 10,000. Ask for less ' +
        'at once, or start a new conversation. Whoever runs this server can raise MAX_RUN_TOKENS.',
    });
  });

  it('lets a run that is done be done', () => {
    const budget = new RunBudget({ ms: 0, tokens: 0 }, allowance);
    expect(() => budget.spend(50_000, false)).not.toThrow();
    expect(budget.spent.tokens).toBe(50_000);
  });

  it('leaves no time when it is all used', () => {
    expect(new RunBudget({ ms: 700_000, tokens: 0 }, allowance).msAtStart).toBe(0);
  });
});

it.each([
  [600_000, '10 minutes'],
  [60_000, '1 minute'],
  [1_000, '1 second'],
  [300, '0.3 seconds'],
])('a run of %s ms and more is told of %s', (maxRunMs, words) => {
  expect(timeLimit({ maxRunMs })).toEqual({
    code: 'run-timeout',
    message: `The run was stopped because it worked for longer than ${words}, the limit of one run. Ask for less at once. Whoever runs this server can raise MAX_RUN_MINUTES.`,
  });
});
