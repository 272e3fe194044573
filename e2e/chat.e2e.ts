import { type Page } from '@playwright/test';
import { answers, composer, expect, send, slowProgram, test, waitForAnswer } from './support/cloakroom-page.js';

const LINE = /line (\d+) of the slow program/g;

/** The numbers of the lines that the tool's output shows, in order. */
async function outputLines(page: Page): Promise<number[]> {
  const output = await page.getByTestId('tool-card').getByRole('group', { name: 'Output' }).innerText();
  return [...output.matchAll(LINE)].map((match) => Number(match[1]));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

async function startSlowRun(page: Page, lines: number, everyMs = 100): Promise<void> {
  await page.goto('/');
  await send(page, slowProgram(lines, everyMs));
  await expect(page.getByText('line 2 of the slow program').first()).toBeVisible({ timeout: 20_000 });
}

test.beforeEach(({ account }) => {
  expect(account.name).not.toBe('');
});

test('a reload in the middle of an answer tells the same text to its end', async ({ page }) => {
  await startSlowRun(page, 40);
  await page.reload();
  await expect(page.getByText('line 3 of the slow program').first()).toBeVisible();
  await waitForAnswer(page);
  expect(await outputLines(page)).toEqual(upTo(40));
  await expect(answers(page).getByText('Receipt')).toBeVisible();
  const live = await answers(page).innerText();
  await page.reload();
  await expect.poll(() => answers(page).innerText()).toBe(live);
});

test('a second tab follows the same run and shows the same text', async ({ page, context }) => {
  await page.goto('/');
  const other = await context.newPage();
  await other.goto('/');
  await send(page, slowProgram(30, 100));
  await other.getByRole('navigation', { name: 'Chats' }).getByRole('link').first().click();
  await expect(other.getByText('line 3 of the slow program').first()).toBeVisible({ timeout: 20_000 });
  await Promise.all([waitForAnswer(page), waitForAnswer(other)]);
  expect(await outputLines(other)).toEqual(upTo(30));
  await expect(answers(page).getByText('Receipt')).toBeVisible();
  const text = await answers(page).innerText();
  await expect.poll(() => answers(other).innerText()).toBe(text);
});

test('Stop ends the run within a second and keeps what was shown', async ({ page }) => {
  await startSlowRun(page, 200);
  const shown = await outputLines(page);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('You stopped this answer.')).toBeVisible({ timeout: 2_000 });
  const kept = await outputLines(page);
  expect(kept.slice(0, shown.length)).toEqual(shown);
  await page.reload();
  await expect(page.getByText('You stopped this answer.')).toBeVisible();
  expect(await outputLines(page)).toEqual(kept);
  await send(page, 'What are you?');
  await expect(answers(page)).toHaveCount(2);
  await waitForAnswer(page);
});

test('without network a banner says so, what was typed is kept, and everything goes on by itself', async ({
  page,
  context,
}) => {
  await startSlowRun(page, 40);
  await context.setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await composer(page).fill('typed while offline');
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await context.setOffline(false);
  await expect(page.getByText('You are offline.')).toBeHidden({ timeout: 15_000 });
  await waitForAnswer(page);
  expect(await outputLines(page)).toEqual(upTo(40));
  await expect(composer(page)).toHaveValue('typed while offline');
});

test('a message sent without network arrives once when it is back', async ({ page, context }) => {
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  await context.setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await send(page, 'And what can you do?');
  await expect(page.getByText('Kept here.')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('Kept here.')).toBeHidden({ timeout: 15_000 });
  await expect(answers(page)).toHaveCount(2);
  await waitForAnswer(page);
  await page.reload();
  await expect(page.getByText('And what can you do?', { exact: true })).toHaveCount(1);
});

test('a draft is kept per conversation, over reloads', async ({ page }) => {
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  await composer(page).fill('half a thought');
  await page.getByRole('link', { name: 'New chat', exact: true }).click();
  await expect(composer(page)).toHaveValue('');
  await page.goBack();
  await expect(composer(page)).toHaveValue('half a thought');
  await page.reload();
  await expect(composer(page)).toHaveValue('half a thought');
});

test('reading further up is left in peace while the answer grows', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 500 });
  await startSlowRun(page, 60);
  const thread = page.getByRole('region', { name: 'Conversation' });
  await thread.hover();
  await page.mouse.wheel(0, -600);
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
  const place = await thread.evaluate((element) => element.scrollTop);
  await expect(page.getByText('line 20 of the slow program').first()).toBeAttached({ timeout: 20_000 });
  expect(await thread.evaluate((element) => element.scrollTop)).toBe(place);
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await waitForAnswer(page);
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeHidden();
});

test('a conversation is renamed and deleted from the list, in every tab', async ({ page, context }) => {
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  const other = await context.newPage();
  await other.goto('/');
  const chats = page.getByRole('navigation', { name: 'Chats' });

  await chats.getByRole('button', { name: /^Options for/ }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByLabel('Title').fill('A better title');
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('heading', { name: 'A better title', level: 1 })).toBeVisible();
  await expect(other.getByRole('link', { name: 'A better title' })).toBeVisible();

  await chats.getByRole('button', { name: 'Options for A better title' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('A better title');
  await page.getByRole('button', { name: 'Delete chat' }).click();
  await expect(page).toHaveURL('/');
  await expect(other.getByRole('link', { name: 'A better title' })).toHaveCount(0);
});

test('a conversation that is not there says so', async ({ page }) => {
  await page.goto('/c/0d4c5a36-3b4d-4a35-9d0e-6a1f0c8f2b11');
  await expect(page.getByRole('heading', { name: 'There is no such conversation' })).toBeVisible();
});

test('Markdown of the model cannot run script, load images or link anywhere unsafe', async ({ page }) => {
  const text = [
    '<script>window.hacked = 1</script>',
    '<img src="/x" onerror="window.hacked = 2"> <b>not bold</b>',
    '[click me](javascript:window.hacked=3)',
    '![picture](https://example.org/tracker.png)',
    '[fine](https://example.org/page)',
  ].join('\n\n');
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  await page.route('**/api/v1/conversations/*/messages', async (route) => {
    const answer = await route.fetch();
    const list = (await answer.json()) as { messages: { role: string; parts: unknown[] }[] };
    for (const message of list.messages) if (message.role === 'assistant') message.parts = [{ type: 'text', text }];
    await route.fulfill({ response: answer, json: list });
  });
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.reload();
  const answer = answers(page);
  const fine = answer.getByRole('link', { name: 'fine' });
  await expect(fine).toHaveAttribute('href', /example\.org\/page/);
  await expect(fine).toHaveAttribute('rel', /noopener/);
  await expect(fine).toHaveAttribute('target', '_blank');
  await expect(answer.locator('script, img, b')).toHaveCount(0);
  await expect(answer.locator('a[href^="javascript"]')).toHaveCount(0);
  await answer.getByText('click me').click();
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(requested.filter((url) => url.includes('tracker.png'))).toEqual([]);
});
