import { randomUUID } from 'node:crypto';
import { expectNoViolationsInBothThemes } from './support/axe.js';
import { answers, composer, expect, recordTraffic, send, test, waitForAnswer } from './support/cloakroom-page.js';

test('words are found in every chat, by keyboard, and the hit is opened where it stands', async ({ page, account }) => {
  expect(account.email).not.toBe('');
  await page.goto('/');
  await send(page, 'The lighthouse stands on the northern cape.');
  await waitForAnswer(page);
  for (const [index, text] of ['Second thought.', 'Third thought.'].entries()) {
    await send(page, text);
    await expect(answers(page)).toHaveCount(index + 2);
    await waitForAnswer(page);
  }
  const address = page.url();
  await page.goto('/');
  await composer(page).waitFor();

  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Search your chats' });
  const field = dialog.getByRole('searchbox', { name: 'Words in titles and messages' });
  await expect(field).toBeFocused();
  await expect(dialog.getByText('All words must be in the title or in one message.')).toBeVisible();
  await expectNoViolationsInBothThemes(page, 'search');

  await page.keyboard.type('NORTHERN lighthouse');
  const found = dialog.getByRole('list', { name: 'Found' }).getByRole('link');
  const said = found.filter({ hasText: 'You: ' });
  await expect(said).toHaveCount(1);
  await expect(said.locator('mark').last()).toHaveText('northern');
  await expectNoViolationsInBothThemes(page, 'search with hits');
  await page.keyboard.press('ArrowDown');
  await expect(found.first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(field).toBeFocused();
  await page.setViewportSize({ width: 1000, height: 420 });
  await said.focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`^${address}#[0-9a-f-]{36}$`));
  await expect(page.getByRole('article', { name: 'You' }).first()).toBeInViewport();
});

test('nothing found, a failed search and a key say so; a key is not sent', async ({ page, account }) => {
  expect(account.email).not.toBe('');
  await page.goto('/');
  const opener = page.getByRole('button', { name: 'Search' });
  await opener.click();
  const dialog = page.getByRole('dialog', { name: 'Search your chats' });
  const field = dialog.getByRole('searchbox');
  await field.fill('albatross');
  await expect(dialog.getByText('Nothing was found. Try fewer or other words.')).toBeVisible();

  await page.route('**/api/v1/conversations/search', (route) => route.abort());
  await field.fill('albatross again');
  await expect(dialog.getByRole('alert').filter({ hasText: 'The search did not work.' })).toBeVisible();
  await expectNoViolationsInBothThemes(page, 'failed search');
  await page.unroute('**/api/v1/conversations/search');
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByText('Nothing was found. Try fewer or other words.')).toBeVisible();

  const traffic = recordTraffic(page);
  const key = `ghp_${randomUUID().replaceAll('-', '')}Ab1Z`;
  await field.fill(key);
  await expect(dialog.getByText('This looks like a key, so it was not searched for.', { exact: false })).toBeVisible();
  const searched = page.waitForResponse('**/api/v1/conversations/search');
  await field.fill('albatross once more');
  await searched;
  expect(traffic.join('\n')).toContain('albatross once more');
  expect(traffic.join('\n')).not.toContain(key);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test('on a phone the search opens from the menu', async ({ page, account }) => {
  expect(account.email).not.toBe('');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  await send(page, 'A long question about lighthouses that stand on capes, and about the keepers who lived in them.');
  await waitForAnswer(page);
  await page.getByRole('button', { name: 'Open menu' }).click();
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Search' }).click();
  const dialog = page.getByRole('dialog', { name: 'Search your chats' });
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await expect(page.getByRole('dialog', { name: 'Menu' })).toBeHidden();
  await page.keyboard.type('keepers');
  const hit = dialog.getByRole('link').filter({ hasText: 'You: ' });
  await expect(hit).toBeVisible();
  const wide = await hit.evaluate((link) => link.closest('div')?.scrollWidth !== link.closest('div')?.clientWidth);
  expect(wide).toBe(false);
  await expectNoViolationsInBothThemes(page, 'search on a phone');
});
