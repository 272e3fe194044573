import { composer, expect, newAccount, test } from './support/cloakroom-page.js';

test('signing out closes the page for the next person, and signing in leads back', async ({ page, account }) => {
  await page.goto('/secrets');
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto('/settings');
  await expect(page).toHaveURL('/sign-in?next=%2Fsettings');
  await page.getByLabel('Email').fill(account.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText(/invalid/i);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});

test('a menu that is asked for before it has been loaded opens once it has', async ({ page, account }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/menu-content/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/secrets');
  await page.getByRole('button', { name: /^Account/ }).click();
  await expect(page.getByText(account.email)).toBeVisible();
  release();
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
});

test('a form that is not filled in says what is missing, field by field', async ({ page }) => {
  await page.goto('/sign-up');
  await page.getByLabel('Email').fill('not an address');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('Enter a name.')).toBeVisible();
  await expect(page.getByText(/Enter an email address/)).toBeVisible();
  await expect(page.getByText('Use at least 8 characters.', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Name')).toBeFocused();
});

test('a revoked session ends at once where it was open', async ({ page, account, browser, baseURL }) => {
  const elsewhere = await browser.newContext({ baseURL: baseURL ?? '' });
  const other = await elsewhere.newPage();
  await other.goto('/sign-in');
  await other.getByLabel('Email').fill(account.email);
  await other.getByLabel('Password').fill(account.password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(composer(other)).toBeVisible();

  await page.goto('/settings');
  await page.getByRole('button', { name: /^Revoke the session/ }).click();
  await expect(page.getByRole('button', { name: /^Revoke the session/ })).toHaveCount(0);
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('This device')).toBeVisible();
  await elsewhere.close();
});

test('the chosen theme holds over a reload', async ({ page, account }) => {
  expect(account.email).not.toBe(newAccount().email);
  await page.goto('/settings');
  await page.getByText('Dark', { exact: true }).click();
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
});
