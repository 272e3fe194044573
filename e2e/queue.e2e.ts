import { expectNoViolationsInBothThemes } from './support/axe.js';
import { expect, send, slowProgram, test } from './support/cloakroom-page.js';

test('an answer that waits for others of the same person says so, and starts when one of them ends', async ({
  page,
  account,
}) => {
  expect(account.name).not.toBe('');
  for (let run = 1; run <= 3; run += 1) {
    await page.goto('/');
    await send(page, slowProgram(400, 100));
    await expect(page.getByText('line 2 of the slow program').first()).toBeVisible({ timeout: 20_000 });
  }
  const busy = page.url();
  await page.goto('/');
  await send(page, 'What are you?');
  await expect(page.getByTestId('status-line')).toHaveText('Waiting for your other answers…', { timeout: 15_000 });
  const waiting = page.url();
  await page.goto(busy);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('You stopped this answer.')).toBeVisible();
  await page.goto(waiting);
  await expect(page.getByRole('article', { name: 'Agent' })).toHaveAttribute('aria-busy', 'false', { timeout: 20_000 });
});

test('what is written while an answer runs can be told to the agent, which reads it before it goes on', async ({
  page,
  account,
}) => {
  expect(account.name).not.toBe('');
  await page.goto('/');
  await send(page, slowProgram(60, 100));
  await expect(page.getByText('line 2 of the slow program').first()).toBeVisible({ timeout: 20_000 });
  for (const text of ['Thank you', 'And then?']) await send(page, text);
  const queue = page.getByRole('region', { name: 'Queued messages' });
  await queue.getByRole('button', { name: 'Tell the agent: And then?' }).click();
  await expect(queue.getByText('the agent reads it before it goes on')).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  const first = page.getByRole('article', { name: 'Agent' }).first();
  await expect(first.getByRole('note', { name: 'You added' })).toHaveText(/And then\?$/, { timeout: 20_000 });
  await expect(page.getByRole('article', { name: 'You' })).toHaveText([/slow program/, 'Thank you'], {
    timeout: 20_000,
  });
  await expect(queue).toHaveCount(0);
  await page.reload();
  await expect(first.getByRole('note', { name: 'You added' })).toBeVisible();
});
