import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  composer,
  expect,
  saveSecret,
  send,
  slowProgram,
  test,
  ticket,
  waitForAnswer,
} from './support/cloakroom-page.js';
import { PLAYED_BEARER_TOKEN } from './support/played-x-api.js';
import { totp } from './support/totp.js';

const WALK = 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret';
const SAID_VALUE = 'canary-Qm7Zt4Rw9Lx2';
const WIDTHS = { 390: 844, 768: 1024, 1440: 900 } as const;
const folder = join(import.meta.dirname, '..', 'docs', 'screenshots', 'views');

/** The page as it stands, in three widths and two themes. */
async function picture(page: Page, name: string): Promise<void> {
  await page.addStyleTag({ content: '[data-sonner-toaster] { display: none }' }).catch(() => undefined);
  for (const [width, height] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width: Number(width), height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() =>
        Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
      );
      const path = join(folder, `${name}-${width}-${colorScheme}.jpg`);
      await page.screenshot({ path, type: 'jpeg', quality: 72, animations: 'disabled' });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test.setTimeout(240_000);

test.beforeEach(async ({ page, account }) => {
  expect(account.name).not.toBe('');
  mkdirSync(folder, { recursive: true });
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('the second step', async ({ page, account, baseURL }) => {
  const headers = { origin: baseURL ?? '' };
  const data = { password: account.password };
  const enabled = await page.request.post('/api/auth/two-factor/enable', { data, headers });
  const { totpURI } = (await enabled.json()) as { totpURI: string };
  const code = totp(new URL(totpURI).searchParams.get('secret') ?? '');
  await page.request.post('/api/auth/two-factor/verify-totp', { data: { code }, headers });
  await page.goto('/settings');
  await page.getByRole('button', { name: 'New backup codes…' }).click();
  await page.getByLabel('Your password').scrollIntoViewIfNeeded();
  await picture(page, 'two-factor-password');
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Second step' }).waitFor();
  await picture(page, 'second-step');
});

test('the chat', async ({ page, baseURL }) => {
  await page.goto('/');
  await composer(page).waitFor();
  await picture(page, 'new-chat');
  await send(page, WALK);
  const asked = page.getByRole('region', { name: 'The agent needs X_BEARER_TOKEN' });
  await asked.waitFor();
  await picture(page, 'secret-asked-for');
  await asked.getByRole('button', { name: 'Decline' }).click();
  await waitForAnswer(page);
  await picture(page, 'secret-declined');
  await page.request.post('/api/v1/secrets', {
    data: { name: 'X_BEARER_TOKEN', value: PLAYED_BEARER_TOKEN, askBeforeUse: true },
    headers: { origin: baseURL ?? '' },
  });
  await page.goto('/');
  await send(page, WALK);
  const lease = page.getByRole('region', { name: 'The agent wants to use X_BEARER_TOKEN' });
  await lease.waitFor();
  await picture(page, 'leave-asked-for');
  await lease.getByRole('button', { name: 'This conversation' }).click();
  await waitForAnswer(page);
  await page.getByTestId('receipt').locator('summary').click();
  await page.getByTestId('receipt').scrollIntoViewIfNeeded();
  await picture(page, 'answer-with-receipt');
  await page.goto('/');
  await send(page, slowProgram(200, 100));
  await page.getByText('line 3 of the slow program').waitFor();
  await picture(page, 'program-at-work');
  await page.getByRole('button', { name: 'Stop' }).click();
  await waitForAnswer(page);
  await page.goto('/');
  await page.goto('/c/00000000-0000-4000-8000-000000000000');
  await page.getByRole('heading').first().waitFor();
  await picture(page, 'no-such-chat');
});

test('the secrets', async ({ page }) => {
  await page.goto('/');
  await send(page, `Keep in mind for the visit of tomorrow morning, and tell nobody: the door code is ${SAID_VALUE}`);
  await waitForAnswer(page);
  await page.goto('/secrets');
  await page.getByText('Nothing on the rail yet').waitFor();
  await picture(page, 'secrets-empty');
  await saveSecret(page, { name: 'DOOR_CODE', value: SAID_VALUE, description: 'The door of the office' });
  await ticket(page, 'DOOR_CODE')
    .getByText(/^Found in/)
    .waitFor();
  await saveSecret(page, { name: 'X_BEARER_TOKEN', value: PLAYED_BEARER_TOKEN, description: 'Search of posts' });
  await ticket(page, 'X_BEARER_TOKEN').waitFor();
  await page.getByRole('link', { name: 'New chat', exact: true }).click();
  await send(page, WALK);
  await waitForAnswer(page);
  await page.goto('/secrets');
  await saveSecret(page, { name: 'WEATHER_KEY', value: 'a-value-of-some-length', description: 'Forecasts' });
  const weather = ticket(page, 'WEATHER_KEY');
  await weather.getByRole('button', { name: 'Edit WEATHER_KEY' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit secret' });
  await dialog.getByText('Where it may go, expiry, tags').click();
  await dialog.getByLabel('Tags').fill('work, weather');
  await dialog.getByRole('radio', { name: /^Sealed/ }).check();
  await dialog.getByLabel('Host 1', { exact: true }).fill('*.example.com');
  await dialog.getByLabel('Use it until').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
  await picture(page, 'secret-settings');
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  await expect(weather).toContainText('Sealed to');
  await picture(page, 'secrets');
  await page.getByRole('button', { name: 'Import .env' }).click();
  const importing = page.getByRole('dialog', { name: 'Import a .env file' });
  const buffer = Buffer.from('# keys\nDOOR_CODE=another\nbad-name=value-of-it\nNEW_KEY="one"\nnonsense\n');
  await importing.getByLabel('File', { exact: true }).setInputFiles({ name: '.env', mimeType: 'text/plain', buffer });
  await importing.getByRole('button', { name: /^Import \d/ }).waitFor();
  await picture(page, 'import-preview');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Try to leak one' }).click();
  await page.getByText(/^All \d+ attempts were held off/).waitFor({ timeout: 90_000 });
  await page.getByText(/^All \d+ attempts were held off/).scrollIntoViewIfNeeded();
  await picture(page, 'leak-drill');
  await page.goto('/settings');
  await page.getByRole('list', { name: 'Audit trail' }).waitFor();
  await page.getByText('Sandbox isolation').waitFor();
  await picture(page, 'settings');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText(/^Intact: \d+ entries/).scrollIntoViewIfNeeded();
  await picture(page, 'audit-trail');
});

test('the search', async ({ page }) => {
  await page.goto('/');
  await send(page, 'Which lighthouses stand on the northern cape, and since when?');
  await waitForAnswer(page);
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Search your chats' });
  await dialog.getByText('All words must be in the title or in one message.').waitFor();
  await picture(page, 'search');
  await dialog.getByRole('searchbox').fill('northern lighthouse');
  await dialog.getByRole('link').first().waitFor();
  await picture(page, 'search-found');
  await dialog.getByRole('searchbox').fill('albatross');
  await dialog.getByText('Nothing was found.').waitFor();
  await picture(page, 'search-nothing');
});
