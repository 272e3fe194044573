import type { Page } from '@playwright/test';
import { answers, docsScreenshot, expect, recordTraffic, send, test, waitForAnswer } from './support/cloakroom-page.js';
import { PLAYED_BEARER_TOKEN } from './support/played-x-api.js';

const WALK = 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret';

/** Forms in which a value that leaked would stand in a frame or a body. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  return [value, encodeURIComponent(value), bytes.toString('base64').slice(0, -4), bytes.toString('hex')];
}

function request(page: Page, name = 'The agent needs X_BEARER_TOKEN') {
  return page.getByRole('region', { name });
}

test.beforeEach(async ({ page, account }) => {
  expect(account.name).not.toBe('');
  await page.goto('/');
});

test('a secret that is missing is asked for in the chat, on two tabs, and the agent goes on with it', async ({
  page,
  context,
}) => {
  await page.setViewportSize({ width: 1280, height: 860 });
  const traffic = recordTraffic(page);
  await send(page, WALK);
  await expect(request(page)).toContainText('To call X for you.');
  await expect(request(page)).toContainText('api.x.com');
  await expect(page.getByText('Waiting for you…')).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(request(other)).toBeVisible();
  await docsScreenshot(page, 'secret-request');

  await page.reload();
  await request(page).getByRole('button', { name: 'Save secret' }).click();
  await expect(request(page)).toContainText('Enter a value.');
  await request(page).getByLabel('Value', { exact: true }).fill(PLAYED_BEARER_TOKEN);
  await request(page).getByRole('button', { name: 'Save secret' }).click();
  await expect(answers(page)).toContainText('You saved X_BEARER_TOKEN.');
  await expect(answers(other)).toContainText('You saved X_BEARER_TOKEN.');
  await waitForAnswer(page);
  await waitForAnswer(other);
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-state', 'succeeded');
  await expect.poll(async () => (await answers(other).innerText()) === (await answers(page).innerText())).toBe(true);

  await page.reload();
  await expect(answers(page)).toContainText('You saved X_BEARER_TOKEN.');
  const seen = traffic.join('\n');
  for (const form of formsOf(PLAYED_BEARER_TOKEN)) expect(seen).not.toContain(form);
  await page.goto('/secrets');
  await expect(page.getByRole('article', { name: 'X_BEARER_TOKEN', exact: true })).toBeVisible();
});

test('a secret that is declined is done without', async ({ page }) => {
  await send(page, WALK);
  await request(page).getByRole('button', { name: 'Decline' }).click();
  await waitForAnswer(page);
  await expect(answers(page)).toContainText('You declined to give X_BEARER_TOKEN.');
  await expect(answers(page)).toContainText('Without that secret I cannot do this.');
});

test('a run that waits can be stopped, and what was shown stays', async ({ page }) => {
  await send(page, WALK);
  await expect(request(page)).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(answers(page)).toContainText('You stopped this answer.');
  await expect(answers(page)).toContainText('X_BEARER_TOKEN is not asked for any more.');
  await page.reload();
  await expect(answers(page)).toContainText('X_BEARER_TOKEN is not asked for any more.');
});

test('a secret that was saved meanwhile is offered', async ({ page, baseURL }) => {
  await send(page, WALK);
  await expect(request(page)).toBeVisible();
  const saved = await page.request.post('/api/v1/secrets', {
    data: { name: 'X_BEARER_TOKEN', value: PLAYED_BEARER_TOKEN },
    headers: { origin: baseURL ?? '' },
  });
  expect(saved.status()).toBe(201);
  await request(page).getByLabel('Value', { exact: true }).fill('another value');
  await request(page).getByRole('button', { name: 'Save secret' }).click();
  await request(page).getByRole('button', { name: 'Use the saved X_BEARER_TOKEN' }).click();
  await waitForAnswer(page);
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-state', 'succeeded');
});

test('a secret that is asked for before use: the code is shown before it runs, and leave lasts as long as it was given', async ({
  page,
  baseURL,
}) => {
  await page.setViewportSize({ width: 1280, height: 860 });
  const saved = await page.request.post('/api/v1/secrets', {
    data: { name: 'X_BEARER_TOKEN', value: PLAYED_BEARER_TOKEN, askBeforeUse: true },
    headers: { origin: baseURL ?? '' },
  });
  expect(saved.status()).toBe(201);
  await send(page, WALK);
  const lease = request(page, 'The agent wants to use X_BEARER_TOKEN');
  await expect(lease).toContainText('process.env.X_BEARER_TOKEN');
  await expect(lease).toContainText('api.x.com');
  await expect(page.getByTestId('tool-card')).toHaveCount(0);
  await docsScreenshot(page, 'lease-request');
  await lease.getByRole('button', { name: 'This conversation' }).click();
  await waitForAnswer(page);
  await expect(answers(page)).toContainText('You allowed the use of X_BEARER_TOKEN for this conversation.');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-state', 'succeeded');

  await send(page, `${WALK} again`);
  await expect(answers(page)).toHaveCount(2);
  await waitForAnswer(page);
  await expect(page.getByTestId('tool-card')).toHaveCount(2);

  await page.goto('/');
  await send(page, WALK);
  await lease.getByRole('button', { name: 'Decline' }).click();
  await waitForAnswer(page);
  await expect(answers(page)).toContainText('The code was not run.');
  await expect(page.getByTestId('tool-card')).toHaveCount(0);
});
