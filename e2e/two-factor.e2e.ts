import { expectNoViolationsInBothThemes } from './support/axe.js';
import { answers, composer, expect, send, test, waitForAnswer } from './support/cloakroom-page.js';
import { totp } from './support/totp.js';

test('a second step is switched on, asked for at sign-in, and switched off', async ({ page, account }) => {
  await page.goto('/settings');
  const section = page.getByRole('region', { name: 'Two-factor sign-in' });
  await section.getByRole('button', { name: 'Switch it on…' }).click();
  await section.getByLabel('Your password').fill('not the password');
  await section.getByRole('button', { name: 'Go on' }).click();
  await expect(section.getByRole('alert')).toContainText(/password/i);
  await section.getByLabel('Your password').fill(account.password);
  await page.keyboard.press('Enter');
  await expect(section.getByRole('img', { name: /QR code/ })).toBeVisible();
  const codes = await section.getByRole('list', { name: 'Backup codes' }).getByRole('listitem').allTextContents();
  expect(codes).toHaveLength(10);
  await section.getByText('It cannot be scanned').click();
  const key = await section.getByRole('code').textContent();
  await expectNoViolationsInBothThemes(page);
  await section.getByLabel('Code', { exact: true }).fill('12');
  await section.getByRole('button', { name: 'Switch it on' }).click();
  await expect(section.getByText('Enter the six digits that your app shows.')).toBeVisible();
  await section.getByLabel('Code', { exact: true }).fill(totp(key ?? ''));
  await section.getByRole('button', { name: 'Switch it on' }).click();
  await expect(section.getByText('It is on.')).toBeVisible();

  // The session was renewed on the way; the page goes on with the new one.
  await page.goto('/');
  await send(page, 'Hello.');
  await waitForAnswer(page);
  await expect(answers(page)).toHaveCount(1);

  const signIn = async (): Promise<void> => {
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByLabel('Email').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { name: 'Second step' })).toBeVisible();
  };
  await signIn();
  await expectNoViolationsInBothThemes(page);
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('That code is not right.');
  await page.getByLabel('Code', { exact: true }).fill(totp(key ?? ''));
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeVisible();

  await signIn();
  await page.getByRole('button', { name: 'Use a backup code instead' }).click();
  await page.getByLabel('Backup code').fill(codes[0] ?? '');
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeVisible();

  await page.goto('/settings');
  await section.getByRole('button', { name: 'Switch it off…' }).click();
  await section.getByLabel('Your password').fill(account.password);
  await page.keyboard.press('Enter');
  await expect(section.getByText(/^It is off/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});
