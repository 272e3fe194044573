import { z } from 'zod';
import { expectNoViolationsInBothThemes } from './support/axe.js';
import { expect, test } from './support/cloakroom-page.js';

const acceptedSchema = z.object({ links: z.object({ self: z.string(), events: z.string(), page: z.string() }) });

test('a key is made by keyboard, starts a run, and is refused once it is revoked', async ({
  page,
  account,
  baseURL,
}) => {
  expect(account.email).not.toBe('');
  await page.goto('/settings');
  const section = page.getByRole('region', { name: 'API keys' });
  await expect(section.getByText('You have no API keys.')).toBeVisible();
  await section.getByRole('button', { name: 'New API key' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New API key' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Enter a name.')).toBeVisible();
  await page.keyboard.type('Nightly report');
  await expectNoViolationsInBothThemes(page);
  await page.keyboard.press('Enter');
  const made = page.getByRole('dialog', { name: 'Your new API key' });
  const key = await made.getByLabel('API key').inputValue();
  expect(key).toMatch(/^clk_[\w-]{43}$/);
  await expectNoViolationsInBothThemes(page);
  await made.getByRole('button', { name: 'I have it' }).click();
  const row = section.getByRole('listitem').filter({ hasText: 'Nightly report' });
  await expect(row).toContainText(`${key.slice(0, 10)}…`);
  await expect(row).toContainText('Never used');
  expect(await page.content()).not.toContain(key);

  // As a program would: no cookie, no page.
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const post = await fetch(`${baseURL}/api/v1/runs`, {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': 'first' },
    body: JSON.stringify({ input: 'Hello.' }),
  });
  expect(post.status).toBe(202);
  const { links } = acceptedSchema.parse(await post.json());
  const stream = await fetch(`${baseURL}${links.events}`, { headers });
  expect(await stream.text()).toContain('event: run.ended');
  const run = await fetch(`${baseURL}${links.self}`, { headers });
  expect(await run.json()).toMatchObject({ status: 'finished' });
  expect((await fetch(`${baseURL}/api/v1/secrets`, { headers })).status).toBe(401);
  await page.goto(links.page);
  await expect(page.getByRole('article', { name: 'Agent' })).toHaveCount(1);

  await page.goto('/settings');
  await expect(row).toContainText('Used');
  await row.getByRole('button', { name: 'Revoke the key Nightly report' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke key' }).click();
  await expect(section.getByText('You have no API keys.')).toBeVisible();
  expect((await fetch(`${baseURL}${links.self}`, { headers })).status).toBe(401);
  await expect(page.getByRole('list', { name: 'Audit trail' })).toContainText('An API key was revoked: Nightly report');
});
