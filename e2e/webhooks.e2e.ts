import { expectNoViolationsInBothThemes } from './support/axe.js';
import { expect, test } from './support/cloakroom-page.js';

test('a webhook is made by keyboard, tried, and deleted', async ({ page, account }) => {
  expect(account.email).not.toBe('');
  await page.goto('/settings');
  const section = page.getByRole('region', { name: 'Webhooks' });
  await expect(section.getByText('You have no webhooks.')).toBeVisible();
  await section.getByRole('button', { name: 'New webhook' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New webhook' });
  await expect(dialog.getByLabel('Address')).toBeFocused();
  await page.keyboard.type('http://api.x.com/hook');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Enter an address that begins with https://.')).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  await dialog.getByLabel('Address').fill('https://api.x.com/hook');
  await page.keyboard.press('Enter');
  const made = page.getByRole('dialog', { name: 'Its signing secret' });
  const secret = await made.getByLabel('Signing secret').inputValue();
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  await made.getByRole('button', { name: 'I have it' }).click();
  expect(await page.content()).not.toContain(secret);

  // The played host knows no such path, which is an answer and no success.
  await section.getByRole('button', { name: 'Send test' }).click();
  const deliveries = section.getByRole('list', { name: 'Deliveries' });
  await expect(deliveries.getByRole('listitem')).toContainText('A test · Failed: status 4');
  await deliveries.getByRole('button', { name: 'Send again: A test' }).click();
  await expect(deliveries.getByRole('listitem')).toHaveCount(1);
  await expectNoViolationsInBothThemes(page);

  await section.getByRole('button', { name: 'Switch off' }).click();
  await expect(section.getByRole('button', { name: 'Switch on' })).toBeVisible();
  await section.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete webhook' }).click();
  await expect(section.getByText('You have no webhooks.')).toBeVisible();
});
