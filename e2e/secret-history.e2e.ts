import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Download, Page, TestInfo } from '@playwright/test';
import { expectNoViolationsInBothThemes } from './support/axe.js';
import {
  answers,
  composer,
  expect,
  recordTraffic,
  saveSecret,
  send,
  test,
  ticket,
  waitForAnswer,
} from './support/cloakroom-page.js';
import { PLAYED_BEARER_TOKEN } from './support/played-x-api.js';

const WALK = 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret';
const SAID_VALUE = 'canary-Qm7Zt4Rw9Lx2';

test.beforeEach(({ account }) => {
  expect(account.name).not.toBe('');
});

async function saved(download: Download, testInfo: TestInfo): Promise<string> {
  const path = testInfo.outputPath(download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** Saves a secret with settings that the dialog need not be walked through for. */
async function post(page: Page, baseURL: string | undefined, secret: object): Promise<void> {
  const answer = await page.request.post('/api/v1/secrets', { data: secret, headers: { origin: baseURL ?? '' } });
  expect(answer.status()).toBe(201);
}

test('a value that was said before it was saved is found in the chats, and masked on request', async ({ page }) => {
  await page.goto('/');
  await send(page, `The door code is ${SAID_VALUE}, keep it in mind`);
  await waitForAnswer(page);
  const chat = page.url();
  await page.goto('/secrets');
  await saveSecret(page, { name: 'DOOR_CODE', value: SAID_VALUE });
  const card = ticket(page, 'DOOR_CODE');
  await expect(card.getByText(/^Found in \d+ places? of \d+ messages? of your chats\.$/)).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  await card.getByRole('button', { name: /^Mask (?:it|them)$/ }).click();
  await expect(card.getByText(/^Masked in \d+ places?/)).toBeVisible();
  await page.goto(chat);
  const question = page.getByRole('article', { name: 'You' });
  await expect(question).toContainText('DOOR_CODE');
  await expect(page.locator('body')).not.toContainText(SAID_VALUE);
});

test('leave that was given for good is taken back on the card, and the agent asks again', async ({ page, baseURL }) => {
  await post(page, baseURL, { name: 'X_BEARER_TOKEN', value: PLAYED_BEARER_TOKEN, askBeforeUse: true });
  await page.goto('/');
  await send(page, WALK);
  const lease = page.getByRole('region', { name: 'The agent wants to use X_BEARER_TOKEN' });
  await lease.getByRole('button', { name: 'Always' }).click();
  await waitForAnswer(page);
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-state', 'succeeded');

  await page.getByRole('link', { name: 'Secrets', exact: true }).click();
  const card = ticket(page, 'X_BEARER_TOKEN');
  await expect(card).toContainText('Asks before use; allowed now always.');
  await expectNoViolationsInBothThemes(page);
  await card.getByRole('button', { name: 'Ask again before X_BEARER_TOKEN is used' }).click();
  await expect(card.getByText('Asks before use.', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: 'New chat', exact: true }).click();
  await send(page, WALK);
  await expect(lease).toBeVisible();
  await lease.getByRole('button', { name: 'Decline' }).click();
  await waitForAnswer(page);
});

test('a .env file is chosen or dropped, and a stored value is left alone on request', async ({ page, baseURL }) => {
  await post(page, baseURL, { name: 'KEPT_KEY', value: 'the-kept-value', description: 'stays' });
  const traffic = recordTraffic(page);
  await page.goto('/secrets');
  await page.getByRole('button', { name: 'Import .env' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a .env file' });
  const buffer = Buffer.from('KEPT_KEY=canary-other\nCHOSEN_KEY=canary-chosen\n');
  await dialog.getByLabel('File', { exact: true }).setInputFiles({ name: '.env', mimeType: 'text/plain', buffer });
  await dialog.getByLabel('What to do with KEPT_KEY').selectOption('Skip: it is there');
  await dialog.getByRole('button', { name: 'Import 1 secret' }).click();
  await expect(dialog.getByRole('listitem')).toContainText(['CHOSEN_KEY saved']);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(ticket(page, 'KEPT_KEY')).toContainText('stays');

  await page.getByRole('button', { name: 'Import .env' }).click();
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['DROPPED_KEY=canary-dropped'], '.env'));
    return data;
  });
  await dialog.getByLabel(/^Paste it/).dispatchEvent('drop', { dataTransfer: dropped });
  await dialog.getByRole('button', { name: 'Import 1 secret' }).click();
  await expect(dialog.getByRole('listitem')).toContainText(['DROPPED_KEY saved']);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('article')).toHaveCount(3);
  expect(traffic.filter((piece) => piece.includes('canary'))).toEqual([]);
});

test('the trail is paged and exported, and bare Node verifies the export offline', async ({
  page,
  baseURL,
}, testInfo) => {
  await page.goto('/secrets');
  for (let n = 1; n <= 35; n += 1)
    await post(page, baseURL, { name: `KEY_${String(n)}`, value: `a value of ${String(n)}` });
  await page.goto('/settings');
  const entries = page.getByRole('list', { name: 'Audit trail' }).getByRole('listitem');
  await expect(entries).toHaveCount(30);
  const earlier = page.getByRole('button', { name: 'Show earlier' });
  await expect(async () => {
    await earlier.click({ timeout: 500 }).catch(() => undefined);
    await expect(earlier).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await expect(entries.last()).toContainText('No 1');
  await expect(entries.last()).toContainText('KEY_1');
  await page.getByLabel('Name of the secret').fill('KEY_7');
  await expect(entries.filter({ hasNotText: 'KEY_7' })).toHaveCount(0);
  await expect(entries.first()).toContainText('KEY_7');
  await expectNoViolationsInBothThemes(page);

  const exporting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await saved(await exporting, testInfo);
  const fetching = page.waitForEvent('download');
  await page.getByRole('link', { name: 'verify-audit.mjs' }).click();
  const verifier = await saved(await fetching, testInfo);
  expect(execFileSync(process.execPath, [verifier, file], { encoding: 'utf8', env: {} })).toMatch(/intact/i);
  const changed = readFileSync(file, 'utf8').replace('KEY_7', 'KEY_8');
  writeFileSync(file, changed);
  expect(() => execFileSync(process.execPath, [verifier, file], { stdio: 'pipe', env: {} })).toThrow();

  await page.goto('/secrets');
  const listing = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export names' }).click();
  const names = readFileSync(await saved(await listing, testInfo), 'utf8');
  expect(names).toContain('KEY_35');
  expect(names).not.toContain('a value of');
});

test('a chat that waits for its user says so in the list, in the title, and wherever the user is', async ({ page }) => {
  await page.goto('/');
  await send(page, WALK);
  await expect(page.getByRole('region', { name: 'The agent needs X_BEARER_TOKEN' })).toBeVisible();
  const chats = page.getByRole('navigation', { name: 'Chats' });
  await expect(chats.getByText('The agent waits for you')).toBeAttached();
  await expect(page).toHaveTitle(/^\(1\) /);
  await page.getByRole('link', { name: 'Secrets', exact: true }).click();
  await expect(page).toHaveTitle('(1) Secrets · Cloakroom');
  await expectNoViolationsInBothThemes(page);
  await page.reload();
  await expect(page).toHaveTitle('(1) Secrets · Cloakroom');
  await saveSecret(page, { name: 'X_BEARER_TOKEN', value: PLAYED_BEARER_TOKEN });
  await chats.getByRole('link').first().click();
  await page.getByRole('button', { name: 'Decline' }).click();
  await waitForAnswer(page);
  await expect(page).toHaveTitle(/^[^(]/);
  await expect(chats.getByText('The agent waits for you')).toHaveCount(0);
});

test('an answer that ends, or asks, elsewhere is told of with a way there', async ({ page, context }) => {
  await page.goto('/secrets');
  const other = await context.newPage();
  await other.goto('/');
  await send(other, WALK);
  await expect(page.getByText(/^The agent waits for you in/)).toBeVisible();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page).toHaveURL(other.url());
  await page.getByRole('link', { name: 'Secrets', exact: true }).click();
  await other.getByRole('button', { name: 'Decline' }).click();
  await waitForAnswer(other);
  await expect(answers(other)).toContainText('You declined to give X_BEARER_TOKEN.');
  await expect(page.getByText(/^The agent is done in/)).toBeVisible();
  await expect(composer(other)).toBeEditable();
});
