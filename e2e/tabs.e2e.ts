import type { Page } from '@playwright/test';
import { answers, expect, send, slowProgram, test, waitForAnswer } from './support/cloakroom-page.js';
import { failLastRun } from './support/fail-run.js';

const WALK = 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret';

test.beforeEach(({ account }) => {
  expect(account.name).not.toBe('');
});

/** A second tab that shows the conversation of the first. */
async function secondTab(page: Page): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(page.url());
  return other;
}

function chats(page: Page) {
  return page.getByRole('navigation', { name: 'Chats' });
}

test('a question, its answer, a stop and a delete in one tab are seen in the other', async ({ page }) => {
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  const other = await secondTab(page);
  await expect(answers(other)).toHaveCount(1);

  await send(page, slowProgram(200, 100));
  await expect(other.getByText('line 2 of the slow program').first()).toBeVisible({ timeout: 20_000 });
  await other.getByRole('button', { name: 'Stop' }).click();
  for (const tab of [page, other]) await expect(tab.getByText('You stopped this answer.')).toBeVisible();
  // The receipt follows the answer, in each tab in its own time.
  await expect(async () => {
    expect(await answers(other).last().innerText()).toBe(await answers(page).last().innerText());
  }).toPass({ timeout: 15_000 });

  await chats(page)
    .getByRole('button', { name: /^Options for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete chat' }).click();
  await expect(other.getByRole('heading', { name: 'There is no such conversation' })).toBeVisible();
  await expect(chats(other).getByRole('link')).toHaveCount(0);
});

test('a question of the agent that is declined in one tab is closed in the other', async ({ page }) => {
  await page.goto('/');
  await send(page, WALK);
  const request = (tab: Page) => tab.getByRole('region', { name: 'The agent needs X_BEARER_TOKEN' });
  await expect(request(page)).toBeVisible();
  const other = await secondTab(page);
  await request(other).getByRole('button', { name: 'Decline' }).click();
  for (const tab of [page, other]) {
    await expect(answers(tab)).toContainText('You declined to give X_BEARER_TOKEN.');
    await waitForAnswer(tab);
  }
});

test('signing out in one tab signs the other out', async ({ page }) => {
  await page.goto('/');
  const other = await secondTab(page);
  await expect(chats(other)).toBeVisible();
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await expect(other).toHaveURL(/sign-in/);
});

test('an answer that arrived whole says so when it is asked', async ({ page }) => {
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  await page.getByRole('button', { name: 'Arrived whole' }).click();
  await expect(page.getByText(/^Complete: \d+ events, 0 gaps, 0 duplicates/)).toBeVisible();
});

test('an answer that failed says why, and is tried again without a second question, in both tabs', async ({ page }) => {
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  await failLastRun(page.url());
  await page.reload();
  const other = await secondTab(page);
  await expect(page.getByText('The model did not answer.')).toBeVisible();
  await page.getByRole('button', { name: 'Retry' }).click();
  for (const tab of [page, other]) {
    await expect(tab.getByRole('group', { name: 'Versions of this answer' })).toHaveText(/2.*of.*2/s);
    await waitForAnswer(tab);
    await expect(answers(tab)).toHaveCount(1);
    await expect(tab.getByRole('article', { name: 'You' })).toHaveCount(1);
    await expect(tab.getByRole('button', { name: 'Retry' })).toHaveCount(0);
  }
  expect(await answers(page).last().innerText()).not.toBe('');
});
