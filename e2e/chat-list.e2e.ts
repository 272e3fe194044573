import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectNoViolationsInBothThemes } from './support/axe.js';
import { answers, composer, expect, send, test, waitForAnswer } from './support/cloakroom-page.js';

function chats(page: Page) {
  return page.getByRole('navigation', { name: 'Chats' });
}

function chat(page: Page, title: string | RegExp) {
  return chats(page).getByRole('link', { name: title });
}

async function choose(page: Page, title: string, item: string): Promise<void> {
  await chats(page)
    .getByRole('button', { name: `Options for ${title}` })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function select(page: Page): Promise<void> {
  await chats(page).getByRole('button', { name: 'More for all chats' }).click();
  await page.getByRole('menuitem', { name: 'Select chats' }).click();
  await expect(chats(page).getByRole('checkbox').first()).toBeFocused();
}

/** A chat of one question and its answer, begun in this page and stored. */
async function begin(page: Page, text: string): Promise<void> {
  await page.goto('/');
  await send(page, text);
  await expect(answers(page)).toHaveCount(1, { timeout: 20_000 });
  await expect(chat(page, text)).toBeVisible();
}

test.setTimeout(120_000);

test.beforeEach(({ account }) => {
  expect(account.name).not.toBe('');
});

test('pinned, archived and unread chats are the same in every tab', async ({ page, context }) => {
  await begin(page, 'First question');
  await begin(page, 'Second question');
  await waitForAnswer(page);
  const other = await context.newPage();
  await other.goto('/secrets');
  await choose(page, 'First question', 'Pin');
  for (const tab of [page, other]) {
    await expect(chats(tab).getByRole('region', { name: 'Pinned' }).getByRole('link')).toHaveText([/^First question/]);
  }
  const download = page.waitForEvent('download');
  await choose(page, 'Second question', 'Export as Markdown');
  const exported = await download;
  expect(exported.suggestedFilename()).toMatch(/^cloakroom-chat-\w{8}\.md$/);
  expect(readFileSync(await exported.path(), 'utf8')).toMatch(/^# Second question\n[^]*## You, [^]*## Agent, /);
  await choose(page, 'Second question', 'Archive');
  await expect(chat(other, 'Second question')).toHaveCount(0);
  await expect(chats(page).getByRole('status').filter({ hasText: '1 chat archived.' })).toBeVisible();
  await other.goto('/archive');
  await expectNoViolationsInBothThemes(other, 'archive');
  await other.getByRole('button', { name: 'Restore Second question' }).click();
  await expect(other.getByText('Nothing is archived.')).toBeVisible();
  await expect(chat(page, 'Second question')).toBeVisible();

  // The tab that asked cannot say that the answer was read.
  const address = '**/api/v1/conversations/*';
  await page.route(address, (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await begin(page, 'Third question');
  await waitForAnswer(page);
  await page.getByRole('link', { name: 'Secrets' }).click();
  for (const tab of [page, other]) await expect(chat(tab, /^Third question ?New answer$/)).toBeVisible();
  await page.unroute(address);
  await chat(page, 'Third question').click();
  for (const tab of [page, other]) await expect(chat(tab, /^Third question ?New answer$/)).toHaveCount(0);
});

test('several chats are selected by keyboard and pointer, deleted, and taken back', async ({ page }) => {
  // An answer that ends moves its chat up: nothing may still move while chats are selected.
  for (const text of ['Alpha', 'Beta', 'Gamma']) {
    await begin(page, text);
    await waitForAnswer(page);
  }
  await page.goto('/');
  await composer(page).waitFor();
  await select(page);
  const box = (title: string) => chats(page).getByRole('checkbox', { name: title });
  await page.keyboard.press('Shift+ArrowDown');
  await expect(chats(page).getByRole('status').filter({ hasText: '2 selected' })).toBeVisible();
  await expect(box('Alpha')).not.toBeChecked();
  await expectNoViolationsInBothThemes(page, 'selection');
  await page.keyboard.press('Escape');
  await expect(chats(page).getByRole('button', { name: 'More for all chats' })).toBeFocused();

  await select(page);
  await box('Gamma').click();
  await chats(page)
    .getByText('Alpha')
    .click({ modifiers: ['Shift'] });
  await expect(chats(page).getByRole('status').filter({ hasText: '3 selected' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete selected chats' }).click();
  await expect(chats(page).getByRole('link')).toHaveCount(0);
  await chats(page).getByRole('button', { name: 'Undo' }).click();
  await expect(chats(page).getByRole('link')).toHaveCount(3);

  await select(page);
  await box('Beta').check();
  await page.getByRole('button', { name: 'Delete selected chats' }).click();
  await expect(chats(page).getByRole('status').filter({ hasText: '1 chat deleted.' })).toBeVisible();
  // Leaving makes it final.
  await page.goto('/secrets');
  await expect(chats(page).getByRole('link')).toHaveCount(2);
  await page.reload();
  await expect(chats(page).getByRole('link')).toHaveText([/^(Alpha|Gamma)/, /^(Alpha|Gamma)/]);
});

test('a temporary chat is in no list and no search, and gone once it is left', async ({ page }) => {
  await page.goto('/');
  await chats(page).getByRole('button', { name: 'More for all chats' }).click();
  await page.getByRole('menuitem', { name: 'New temporary chat' }).click();
  await expect(page.getByRole('heading', { name: 'A chat that is not kept' })).toBeVisible();
  await expectNoViolationsInBothThemes(page, 'temporary chat');
  await send(page, 'Between you and me');
  await waitForAnswer(page);
  await expect(page.getByText('Temporary chat: deleted when you go to another page', { exact: false })).toBeVisible();
  await expect(chats(page).getByRole('link')).toHaveCount(0);
  const address = page.url();
  const deleted = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await page.getByRole('link', { name: 'Secrets' }).click();
  expect((await deleted).status()).toBe(204);
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'There is no such conversation' })).toBeVisible();
});
