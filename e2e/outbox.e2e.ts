import type { Page } from '@playwright/test';
import { answers, composer, expect, newAccount, send, signIn, test, waitForAnswer } from './support/cloakroom-page.js';

test.beforeEach(({ account }) => {
  expect(account.name).not.toBe('');
});

function asked(page: Page, text: string) {
  return page.getByRole('article', { name: 'You' }).getByText(text, { exact: true });
}

async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
}

/** The start page with all that a chat needs, so that the network may go. */
async function openReady(page: Page): Promise<void> {
  const loaded = page.waitForResponse((response) => response.url().includes('/assets/conversation-page'));
  await page.goto('/');
  await loaded;
  await page.waitForLoadState('networkidle');
}

test('a chat begun without network survives the closed tab and is sent once when the page is opened again', async ({
  page,
  context,
}) => {
  await openReady(page);
  await goOffline(page);
  await send(page, 'What are you?');
  await expect(page.getByText('Kept here. It is sent when the connection is back.')).toBeVisible();
  await page.close();

  const again = await context.newPage();
  await context.setOffline(false);
  await again.goto('/');
  await again.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: 'What are you?' }).click();
  await expect(answers(again)).toHaveCount(1);
  await waitForAnswer(again);
  await expect(asked(again, 'What are you?')).toHaveCount(1);
  await again.reload();
  await expect(asked(again, 'What are you?')).toHaveCount(1);
  await expect(answers(again)).toHaveCount(1);
});

test('a message that waits for the network can be edited or removed, in whichever tab', async ({ page, context }) => {
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(answers(other)).toHaveCount(1);
  await goOffline(page);
  await send(page, 'And what cna you do?');
  await expect(asked(other, 'And what cna you do?')).toBeVisible();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(composer(page)).toHaveValue('And what cna you do?');
  await expect(asked(page, 'And what cna you do?')).toHaveCount(0);
  await expect(asked(other, 'And what cna you do?')).toHaveCount(0);

  await send(page, 'And what can you do?');
  await other.getByRole('button', { name: 'Remove' }).click();
  await expect(asked(page, 'And what can you do?')).toHaveCount(0);
  await context.setOffline(false);
  await expect(page.getByText('You are offline.')).toBeHidden({ timeout: 15_000 });
  await page.reload();
  await expect(answers(page)).toHaveCount(1);
  await expect(page.getByRole('article', { name: 'You' })).toHaveCount(1);
});

test('three tabs that come back together send what was written in them once each', async ({ page, context }) => {
  await openReady(page);
  const tabs = [page, await context.newPage(), await context.newPage()];
  for (const tab of tabs.slice(1)) await openReady(tab);
  await goOffline(page);
  for (const [index, tab] of tabs.entries()) await send(tab, `What are you? (${index})`);
  for (const tab of tabs) await expect(tab.getByText('Kept here.')).toBeVisible();
  await context.setOffline(false);
  for (const [index, tab] of tabs.entries()) {
    await expect(answers(tab)).toHaveCount(1, { timeout: 20_000 });
    await waitForAnswer(tab);
    await expect(asked(tab, `What are you? (${index})`)).toHaveCount(1);
  }
  await page.reload();
  const chats = page.getByRole('navigation', { name: 'Chats' });
  await expect(chats.getByRole('link')).toHaveCount(3);
});

test('a message that comes back to a running answer is queued, and sent when that ends', async ({
  page,
  context,
  browser,
  account,
}) => {
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  await goOffline(page);
  await send(page, 'And this?');
  const phone = await (await browser.newContext()).newPage();
  await signIn(phone, account);
  await phone.goto(page.url());
  await send(phone, 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret');
  await expect(phone.getByRole('region', { name: 'The agent needs X_BEARER_TOKEN' })).toBeVisible({ timeout: 20_000 });
  await context.setOffline(false);
  const queue = page.getByRole('region', { name: 'Queued messages' });
  await expect(queue.getByText('And this?')).toBeVisible({ timeout: 20_000 });
  await phone.getByRole('button', { name: 'Stop' }).click();
  await expect(answers(page)).toHaveCount(3, { timeout: 20_000 });
  await expect(queue).toBeHidden();
  await waitForAnswer(page);
  await expect(asked(page, 'And this?')).toHaveCount(1);
  await expect(asked(phone, 'And this?')).toHaveCount(1);
  await phone.context().close();
});

test('what one account left unsent is neither shown nor sent for another one in the same browser', async ({
  page,
  context,
  baseURL,
}) => {
  await openReady(page);
  await goOffline(page);
  await send(page, 'Only for my own eyes');
  await expect(page.getByText('Kept here.')).toBeVisible();
  await page.goto('about:blank');
  await context.setOffline(false);
  await context.clearCookies();
  const stranger = await page.request.post('/api/auth/sign-up/email', {
    data: newAccount(),
    headers: { origin: baseURL ?? '' },
  });
  expect(stranger.status()).toBe(200);
  await openReady(page);
  await expect(page.getByText('Your chats will hang here.')).toBeVisible();
  await expect(page.getByText('Only for my own eyes')).toHaveCount(0);
  const chats = (await (await page.request.get('/api/v1/conversations')).json()) as { conversations: unknown[] };
  expect(chats.conversations).toEqual([]);
});

test('signing out empties the outbox of this browser', async ({ page, context }) => {
  await openReady(page);
  await goOffline(page);
  await send(page, 'Never mind');
  await expect(page.getByText('Kept here.')).toBeVisible();
  const stored = () =>
    page.evaluate(async () => {
      const names = (await indexedDB.databases()).map(({ name = '' }) => name);
      const open = (name: string) =>
        new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(new Error('The database did not open.'));
        });
      const counts = names.map(async (name) => {
        const database = await open(name);
        const request = database.transaction('messages').objectStore('messages').count();
        return new Promise<number>((resolve) => (request.onsuccess = () => resolve(request.result)));
      });
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    });
  expect(await stored()).toBe(1);
  // The socket stays away, so that signing out is what takes the message.
  await page.routeWebSocket(/socket\.io/, (socket) => void socket.close());
  await context.setOffline(false);
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  expect(await stored()).toBe(0);
});
