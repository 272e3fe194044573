import { expectNoViolationsInBothThemes } from './support/axe.js';
import { composer, expect, newAccount, test } from './support/cloakroom-page.js';
import { giveRole } from './support/give-role.js';

test('people without the role find no way in', async ({ page, account }) => {
  await giveRole(account.email, 'user');
  await page.goto('/settings');
  await expect(page.getByText(account.email).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Administration' })).toHaveCount(0);
  await page.goto('/admin');
  await expect(page.getByRole('alert')).toContainText('This is for administrators');
  const asked = await page.request.get('/api/v1/admin/accounts');
  expect(asked.status()).toBe(403);
});

test('an administrator closes sign-up and lets one person in by invitation', async ({ page, account, browser }) => {
  await giveRole(account.email, 'admin');
  const elsewhere = await browser.newContext();
  const guest = await elsewhere.newPage();
  try {
    await page.goto('/settings');
    await page.getByRole('link', { name: 'Administration' }).click();
    const signUp = page.getByRole('region', { name: 'Sign-up' });
    await expect(signUp.getByRole('radio', { name: 'Everybody' })).toBeChecked();
    await signUp.getByRole('radio', { name: 'Everybody' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect(signUp.getByRole('radio', { name: 'By invitation' })).toBeChecked();
    const log = page.getByRole('list', { name: 'Log of administrators' });
    await expect(log.getByText(`${account.name} lets people with an invitation sign up`).first()).toBeVisible();

    await page.getByRole('button', { name: 'Invite somebody' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('For whom').fill('Grace');
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    const link = await dialog.getByLabel('Link').inputValue();
    await expectNoViolationsInBothThemes(page, 'the link of an invitation');
    await dialog.getByRole('button', { name: 'I have it' }).click();
    await expect(page.getByRole('list', { name: 'Invitations' }).getByText('Grace').first()).toBeVisible();
    const usage = page.getByRole('region', { name: 'Usage' });
    await expect(usage.getByText('Runs in 24 hours')).toBeVisible();
    await expect(page.getByRole('list', { name: 'Workers' }).getByText('started').first()).toBeVisible();
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await expectNoViolationsInBothThemes(page, `administration at ${String(width)} px`);
    }

    await guest.goto('/sign-up');
    await expect(guest.getByText('Accounts here are by invitation.')).toBeVisible();
    await expect(guest.getByLabel('Password')).toHaveCount(0);
    await expectNoViolationsInBothThemes(guest, 'sign-up without an invitation');
    const grace = { ...newAccount(), name: 'Grace Hopper' };
    await guest.goto(link);
    await expect(guest.getByText('You are invited.')).toBeVisible();
    await guest.getByLabel('Name').fill(grace.name);
    await guest.getByLabel('Email').fill(grace.email);
    await guest.getByLabel('Password').fill(grace.password);
    await guest.getByRole('button', { name: 'Create account' }).click();
    await expect(composer(guest)).toBeVisible();

    await elsewhere.clearCookies();
    await guest.goto('/sign-in');
    await guest.goto(link);
    await expect(guest.getByRole('alert')).toContainText('This invitation was used already');
  } finally {
    const restored = await page.request.put('/api/v1/admin/sign-up', {
      data: { mode: 'open' },
      headers: { origin: new URL(page.url()).origin },
    });
    expect(restored.status()).toBe(200);
    await elsewhere.close();
  }
});
