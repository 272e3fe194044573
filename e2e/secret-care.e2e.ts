import { expectNoViolationsInBothThemes } from './support/axe.js';
import {
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

const KEY = ['ghp', 'Zx81kQ0pLm3Rt7Vb2Nc5Yw9Sd4Hf6Jg1Ka8e'].join('_');

test('a secret is exposed, used, sealed to where it went, and accounted for', async ({ page, account }) => {
  expect(account.name).not.toBe('');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/secrets');
  await saveSecret(page, { name: 'X_BEARER_TOKEN', value: PLAYED_BEARER_TOKEN, description: 'Search of posts' });
  await expect(ticket(page, 'X_BEARER_TOKEN')).toContainText('Exposed');
  await page.getByRole('link', { name: 'New chat', exact: true }).click();
  await send(page, 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret');
  await waitForAnswer(page);
  const receipt = page.getByTestId('receipt');
  await expect(receipt).toContainText('sent X_BEARER_TOKEN');
  await receipt.locator('summary').click();
  await expect(receipt).toContainText('GET api.x.com/2/tweets/search/recent');
  await expect(receipt).toContainText('exposed in authorization');
  await expectNoViolationsInBothThemes(page);

  await page.getByRole('link', { name: 'Secrets', exact: true }).click();
  const card = ticket(page, 'X_BEARER_TOKEN');
  await expect(card).toContainText('Readable by 1 run since last change');
  await expect(card).toContainText('Has gone only to api.x.com in Authorization');
  await expectNoViolationsInBothThemes(page);
  await card.getByRole('button', { name: 'Seal it to that' }).click();
  await expect(card).toContainText('Sealed to api.x.com in Authorization');

  await page.goto('/settings');
  const trail = page.getByRole('list', { name: 'Audit trail' });
  await expect(trail).toContainText('was sealed');
  await expect(trail).toContainText('was sent to api.x.com/2/tweets/search/recent, status 200');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText(/^Intact: \d+ entries/)).toBeVisible();
  await page.getByLabel('Kind of entry').selectOption('Uses');
  await expect(trail).not.toContainText('was sealed');
  await expectNoViolationsInBothThemes(page);
});

test('the page finds, sorts, switches and dates secrets', async ({ page, account }) => {
  expect(account.name).not.toBe('');
  await page.goto('/secrets');
  await saveSecret(page, { name: 'FIRST_KEY', value: 'the-first-value', description: 'weather' });
  await expect(ticket(page, 'FIRST_KEY')).toBeVisible();
  await saveSecret(page, { name: 'SECOND_KEY', value: 'the-second-value' });
  const second = ticket(page, 'SECOND_KEY');
  await second.getByRole('button', { name: 'Edit SECOND_KEY' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit secret' });
  await dialog.getByText('Where it may go, expiry, tags').click();
  await dialog.getByLabel('Tags').fill('work, social');
  await dialog.getByRole('radio', { name: /^Sealed/ }).check();
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  await expect(dialog.getByText(/Name at least one host/)).toBeVisible();
  await dialog.getByLabel('Host 1', { exact: true }).fill('https://api.example.com');
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  await expect(dialog.getByText(/Enter a host such as/)).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  await dialog.getByLabel('Host 1', { exact: true }).fill('*.example.com');
  await dialog.getByLabel('Use it until').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  await expect(second).toContainText('Sealed to *.example.com');
  await expect(second).toContainText(/expires in [234] days/);
  await expect(page.getByText('A secret expires soon.')).toBeVisible();

  await page.getByRole('button', { name: 'work', exact: true }).click();
  await expect(ticket(page, 'FIRST_KEY')).toHaveCount(0);
  await page.getByRole('button', { name: 'work', exact: true }).click();
  await page.getByLabel('Search secrets').fill('weather');
  await expect(second).toHaveCount(0);
  await page.getByRole('switch', { name: 'Use FIRST_KEY' }).click();
  await expect(ticket(page, 'FIRST_KEY').getByText('Off', { exact: true })).toBeVisible();
});

test('a key in the message box is caught, kept out of storage, and saved as a secret', async ({ page, account }) => {
  expect(account.name).not.toBe('');
  const traffic = recordTraffic(page);
  await page.goto('/');
  await composer(page).fill(`List my repositories with ${KEY}`);
  await expect(page.getByText('This looks like a GitHub token.')).toBeVisible();
  await composer(page).press('Enter');
  await expect(page.getByText(/Not sent: this text holds a key/)).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  await page.getByRole('button', { name: 'Save as a secret' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add secret' });
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('GITHUB_TOKEN');
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  await expect(composer(page)).toHaveValue('List my repositories with GITHUB_TOKEN');
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect([kept, ...traffic].filter((text) => text.includes(KEY))).toEqual([]);
});

test('a .env file is looked at line by line, then imported sealed', async ({ page, account }) => {
  expect(account.name).not.toBe('');
  const traffic = recordTraffic(page);
  await page.goto('/secrets');
  await saveSecret(page, { name: 'OLD_KEY', value: 'the-old-value' });
  await expect(ticket(page, 'OLD_KEY')).toBeVisible();
  await page.getByRole('button', { name: 'Import .env' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a .env file' });
  const text = '# keys\nexport NEW_KEY="canary-one\\nline"\nbad-name=canary-two\nOLD_KEY=canary-three\n';
  await dialog.getByLabel(/^Paste it/).fill(text);
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Use BAD_NAME' }).click();
  await dialog.getByLabel('What to do with OLD_KEY').selectOption('Replace the stored value');
  await expectNoViolationsInBothThemes(page);
  await dialog.getByRole('button', { name: 'Import 3 secrets' }).click();
  await expect(dialog.getByRole('listitem')).toContainText(['NEW_KEY saved', 'BAD_NAME saved', 'OLD_KEY replaced']);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('article')).toHaveCount(3);
  const shown = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]) + document.body.outerHTML);
  expect([shown, ...traffic].filter((piece) => piece.includes('canary'))).toEqual([]);
});

test('the drill is made from the page, and the account can be deleted', async ({ page, account }) => {
  test.setTimeout(120_000);
  await page.goto('/secrets');
  await page.getByRole('button', { name: 'Try to leak one' }).click();
  await expect(page.getByText(/^All \d+ attempts were held off/)).toBeVisible({ timeout: 90_000 });
  await expectNoViolationsInBothThemes(page);
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Delete account' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete this account?' });
  await question.getByRole('button', { name: 'Delete for good' }).click();
  await expect(question.getByText(`Type ${account.email} to confirm.`)).toBeVisible();
  await question.getByLabel('Type your email').fill(account.email);
  await question.getByLabel('Password').fill(account.password);
  await question.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page).toHaveURL(/sign-in/);
});
