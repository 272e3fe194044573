import type { Page } from '@playwright/test';
import { expectNoViolationsInBothThemes } from './support/axe.js';
import { expect, newAccount, test } from './support/cloakroom-page.js';

/** Says who it is on the provider's page. */
async function beLetIn(page: Page, { name, email }: { readonly name: string; readonly email: string }): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Example' })).toBeVisible();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Your email').fill(email);
  await page.getByRole('button', { name: 'Let me in' }).click();
}

test('somebody new comes in over the provider, and sets a password', async ({ page }) => {
  const grace = { ...newAccount(), name: 'Grace Hopper' };
  await page.goto('/settings');
  await expect(page.getByRole('button', { name: 'Continue with Example' })).toBeVisible();
  await expectNoViolationsInBothThemes(page, 'sign-in with a provider');
  await page.getByRole('button', { name: 'Continue with Example' }).click();
  await beLetIn(page, grace);
  await expect(page).toHaveURL('/settings');
  const password = page.getByRole('region', { name: 'Password' });
  await password.getByLabel('New password').fill(grace.password);
  await password.getByRole('button', { name: 'Set password' }).click();
  await expect(password.getByLabel('Current password')).toBeVisible();
  const provider = page.getByRole('region', { name: 'Sign-in with Example' });
  await expect(provider.getByText('You can sign in with Example.')).toBeVisible();
  await expect(provider.getByRole('button', { name: 'Unlink from Example' })).toBeVisible();
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('Email').fill(grace.email);
  await page.getByLabel('Password').fill(grace.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toHaveCount(0);
});

test('an account with a password is linked in Settings, and not by its address', async ({ page, account, browser }) => {
  const elsewhere = await browser.newContext();
  try {
    const other = await elsewhere.newPage();
    await other.goto('/sign-in?next=%2Fsecrets');
    await other.getByRole('button', { name: 'Continue with Example' }).click();
    await beLetIn(other, account);
    await expect(other.getByRole('alert')).toContainText('There is an account of your address already.');

    await page.goto('/settings');
    const provider = page.getByRole('region', { name: 'Sign-in with Example' });
    await provider.getByRole('button', { name: 'Link with Example' }).click();
    await beLetIn(page, newAccount());
    await expect(provider.getByRole('alert')).toContainText('has another address');
    await expectNoViolationsInBothThemes(page, 'settings with a link that failed');
    await provider.getByRole('button', { name: 'Link with Example' }).click();
    await beLetIn(page, account);
    await expect(provider.getByText('You can sign in with Example.')).toBeVisible();
    await expect(provider.getByRole('alert')).toHaveCount(0);

    await other.getByRole('button', { name: 'Continue with Example' }).click();
    await beLetIn(other, account);
    await expect(other.getByRole('heading', { name: 'Secrets', level: 1 })).toBeVisible();
  } finally {
    await elsewhere.close();
  }
});
