import { expect, recordTraffic, saveSecret, test, ticket } from './support/cloakroom-page.js';

const RULE = 'Only uppercase letters, digits, and underscores are allowed.';

test.beforeEach(async ({ page, account }) => {
  expect(account.name).not.toBe('');
  await page.goto('/secrets');
  await expect(page.getByRole('heading', { name: 'Secrets', level: 1 })).toBeVisible();
});

test('the empty page teaches, and leads to the form', async ({ page }) => {
  await expect(page.getByText('Nothing on the rail yet')).toBeVisible();
  await page.getByRole('button', { name: 'Add your first secret' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add secret' });
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  await expect(dialog.getByText('optional').filter({ visible: true })).toHaveCount(1);
  await dialog.getByText('How to name it').click();
  for (const example of ['OPENAI_API_KEY', 'X_BEARER_TOKEN', 'STRIPE_SECRET', 'POSTGRES_PASSWORD']) {
    await expect(dialog.getByRole('cell', { name: example })).toBeVisible();
  }
});

test('a bad name is explained and mended in one click, never by itself', async ({ page }) => {
  await page.getByRole('button', { name: 'Add secret' }).click();
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('my service-key');
  await page.getByLabel('Value', { exact: true }).fill('a-value-of-some-length');
  await page.getByRole('button', { name: 'Save secret' }).click();
  await expect(page.getByText(RULE, { exact: true })).toBeVisible();
  await expect(name).toHaveValue('my service-key');
  await page.getByRole('button', { name: 'Use MY_SERVICE_KEY' }).click();
  await expect(name).toHaveValue('MY_SERVICE_KEY');
  await expect(page.getByText(RULE, { exact: true })).toBeHidden();
  await page.getByRole('button', { name: 'Save secret' }).click();
  await expect(ticket(page, 'MY_SERVICE_KEY')).toBeVisible();
});

test('a reserved name is refused with its reason', async ({ page }) => {
  await saveSecret(page, { name: 'NODE_OPTIONS', value: 'a-value-of-some-length' });
  await expect(page.getByText(/reserved for the runtime/)).toBeVisible();
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('blanks and a trailing newline are pointed out and trimmed on request', async ({ page }) => {
  await page.getByRole('button', { name: 'Add secret' }).click();
  const value = page.getByLabel('Value', { exact: true });
  await value.fill('  -----BEGIN KEY-----\nline\n-----END KEY-----\n');
  await expect(page.getByText('The value has blanks around it and ends with a newline.')).toBeVisible();
  await page.getByRole('button', { name: 'Trim it' }).click();
  await expect(value).toHaveValue('-----BEGIN KEY-----\nline\n-----END KEY-----');
  await expect(page.getByText(/blanks around it/)).toBeHidden();
});

test('a short or common value is saved with a plain warning', async ({ page }) => {
  await page.getByRole('button', { name: 'Add secret' }).click();
  const value = page.getByLabel('Value', { exact: true });
  await value.fill('abc');
  await expect(page.getByText(/shorter than 8 characters cannot be masked reliably/)).toBeVisible();
  await value.fill('password1');
  await expect(page.getByText(/common word cannot be masked reliably/)).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('WEAK_SECRET');
  await page.getByRole('button', { name: 'Save secret' }).click();
  await expect(ticket(page, 'WEAK_SECRET')).toBeVisible();
});

test('the value is hidden until the eye shows it, and gone once the form is closed', async ({ page }) => {
  await page.getByRole('button', { name: 'Add secret' }).click();
  const value = page.getByLabel('Value', { exact: true });
  await value.fill('a-value-of-some-length');
  const security = () => value.evaluate((area) => getComputedStyle(area).getPropertyValue('-webkit-text-security'));
  const eye = page.getByRole('button', { name: 'Show value' });
  await expect(eye).toHaveAttribute('aria-pressed', 'false');
  expect(await security()).toBe('disc');
  await eye.click();
  await expect(eye).toHaveAttribute('aria-pressed', 'true');
  expect(await security()).toBe('none');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add secret' }).click();
  await expect(value).toHaveValue('');
  expect(await security()).toBe('disc');
});

test('a second secret of the same name is refused in place', async ({ page }) => {
  await saveSecret(page, { name: 'TWICE_SECRET', value: 'the-first-value' });
  await expect(ticket(page, 'TWICE_SECRET')).toBeVisible();
  await saveSecret(page, { name: 'TWICE_SECRET', value: 'the-second-value' });
  await expect(page.getByText(/already have a secret with this name/)).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('article')).toHaveCount(1);
});

test('a name that another tab took meanwhile is refused in place too', async ({ page, context }) => {
  const other = await context.newPage();
  await other.goto('/secrets');
  await other.routeWebSocket(/socket\.io/, (socket) => socket.close());
  await other.reload();
  await expect(other.getByText('Nothing on the rail yet')).toBeVisible();
  await saveSecret(page, { name: 'TAKEN_SECRET', value: 'the-first-value' });
  await expect(ticket(page, 'TAKEN_SECRET')).toBeVisible();
  await saveSecret(other, { name: 'TAKEN_SECRET', value: 'the-second-value' });
  await expect(other.getByText(/already have a secret with this name/)).toBeVisible();
});

test('editing keeps the stored value when none is typed, and the name and creation date always', async ({ page }) => {
  await saveSecret(page, { name: 'EDITED_SECRET', value: 'the-first-value', description: 'before' });
  const card = ticket(page, 'EDITED_SECRET');
  await expect(card.getByText('before')).toBeVisible();
  await expect(card).not.toContainText('Updated');
  await card.getByRole('button', { name: 'Edit EDITED_SECRET' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit secret' });
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveCount(0);
  await expect(dialog.getByLabel('Value', { exact: true })).toHaveValue('');
  await dialog.getByLabel('Description').fill('after');
  const patch = page.waitForRequest((request) => request.method() === 'PATCH');
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  expect((await patch).postDataJSON()).toEqual({ description: 'after' });
  await expect(card.getByText('after')).toBeVisible();
  await expect(card).toContainText('Created');
  await expect(card).toContainText('Updated');
  await expect(card.getByRole('button', { name: 'Edit EDITED_SECRET' })).toBeFocused();
});

test('a new value is sealed in the browser before it is sent', async ({ page }) => {
  const traffic = recordTraffic(page);
  await saveSecret(page, { name: 'SEALED_SECRET', value: 'the-first-canary-value' });
  await ticket(page, 'SEALED_SECRET').getByRole('button', { name: 'Edit SEALED_SECRET' }).click();
  await page.getByLabel('Value', { exact: true }).fill('the-second-canary-value');
  const patch = page.waitForRequest((request) => request.method() === 'PATCH');
  await page.getByRole('button', { name: 'Save secret' }).click();
  expect((await patch).postDataJSON()).toMatchObject({ version: 2, sealed: { v: 1 } });
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(traffic.filter((text) => text.includes('canary-value'))).toEqual([]);
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]) + document.body.outerHTML);
  expect(kept).not.toContain('canary-value');
});

test('deleting asks first, names the secret and says what stops working', async ({ page }) => {
  await saveSecret(page, { name: 'DELETED_SECRET', value: 'the-first-value' });
  const card = ticket(page, 'DELETED_SECRET');
  await card.getByRole('button', { name: 'Delete DELETED_SECRET' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete DELETED_SECRET?' });
  await expect(question).toContainText('stops working');
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect(card.getByRole('button', { name: 'Delete DELETED_SECRET' })).toBeFocused();
  await card.getByRole('button', { name: 'Delete DELETED_SECRET' }).click();
  await question.getByRole('button', { name: 'Delete secret' }).click();
  await expect(card).toHaveCount(0);
});

test('the exact time of creation shows on hover', async ({ page }) => {
  await saveSecret(page, { name: 'DATED_SECRET', value: 'the-first-value' });
  const created = ticket(page, 'DATED_SECRET').locator('time').first();
  await expect(created).toHaveAttribute('title', /\d{1,2}:\d{2}:\d{2}/);
});

test('where a browser cannot seal, the page says that HTTPS is needed', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('HTTPS is needed to save secrets');
  await expect(page.getByRole('button', { name: 'Add secret' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Add your first secret' })).toHaveCount(0);
});
