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
