import type { Page } from '@playwright/test';
import { expectNoViolationsInBothThemes } from './support/axe.js';
import { answers, composer, expect, saveSecret, send, test, waitForAnswer } from './support/cloakroom-page.js';

test.beforeEach(({ account }) => {
  expect(account.name).not.toBe('');
});

function queued(page: Page) {
  return page.getByRole('region', { name: 'Queued messages' }).getByRole('listitem');
}

test('what is written while an answer runs is queued, over a reload and in other tabs, and sent once in order', async ({
  page,
  context,
}) => {
  await page.goto('/');
  await send(page, 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret');
  await expect(page.getByRole('region', { name: 'The agent needs X_BEARER_TOKEN' })).toBeVisible({ timeout: 20_000 });
  for (const text of ['What are you?', 'never mind', 'What cna you do?']) await send(page, text);
  await expect(queued(page)).toHaveText(['What are you?', 'never mind', 'What cna you do?']);
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole('button', { name: 'Remove: never mind' }).click();
  await expect(queued(page)).toHaveText(['What are you?', 'What cna you do?']);
  await other.close();

  await page.reload();
  await page.getByRole('button', { name: 'Edit: What cna you do?' }).click();
  await expect(composer(page)).toHaveValue('What cna you do?');
  await send(page, 'What can you do?');
  await expect(queued(page)).toHaveText(['What are you?', 'What can you do?']);
  await expectNoViolationsInBothThemes(page);
  await page.getByRole('button', { name: 'Send now: What can you do?' }).click();
  await expect(answers(page)).toHaveCount(3, { timeout: 20_000 });
  await waitForAnswer(page);
  await expect(queued(page)).toHaveCount(0);
  await expect(page.getByRole('article', { name: 'You' })).toHaveText([
    /^Search X/,
    'What can you do?',
    'What are you?',
  ]);

  for (const text of ['What are you?', 'What can you do?']) {
    await composer(page).press('ArrowUp');
    await expect(composer(page)).toHaveValue(text);
  }
});

test('a secret is picked by its name after $, and commands after /, with the keyboard alone', async ({ page }) => {
  await page.goto('/secrets');
  for (const name of ['X_BEARER_TOKEN', 'OPENAI_API_KEY']) {
    await saveSecret(page, { name, value: `value-of-${name.toLowerCase()}`, description: `For ${name}` });
    await expect(page.getByRole('article', { name, exact: true })).toBeVisible();
  }
  await page.goto('/');
  const box = composer(page);
  const options = page.getByRole('listbox', { name: 'Your secrets, by name' }).getByRole('option');
  await box.pressSequentially('Search with my $');
  await expect(options).toHaveCount(3);
  await expectNoViolationsInBothThemes(page);
  await box.pressSequentially('bear');
  await expect(options).toHaveText([/X_BEARER_TOKEN/]);
  await expect(box).toHaveAttribute('aria-activedescendant', (await options.first().getAttribute('id')) ?? '');
  await box.press('Enter');
  await expect(box).toHaveValue('Search with my X_BEARER_TOKEN ');
  await expect(options).toHaveCount(0);
  await box.pressSequentially('$');
  await expect(options).toHaveCount(3);
  await box.press('Escape');
  await expect(options).toHaveCount(0);

  await box.fill('');
  await box.pressSequentially('/se');
  const commands = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
  await expect(commands).toHaveText([/^\/search/, /^\/secrets/, /^\/settings/]);
  await box.press('ArrowDown');
  await expect(commands.nth(1)).toHaveAttribute('aria-selected', 'true');
  await box.press('Tab');
  await expect(page).toHaveURL(/\/secrets$/);
  await page.goBack();
  await expect(box).toHaveValue('');
});
