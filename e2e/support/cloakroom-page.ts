import { expect, test as base, type Locator, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readStackAddress } from './stack-address.js';

/** A person of one test, with an account that nobody else uses. */
export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Browser tests against the running stack. `account` is signed in before the test begins. */
export const test = base.extend<{ account: Account }>({
  baseURL: ({ browserName: _ }, use) => use(readStackAddress().url),
  account: async ({ page, baseURL }, use) => {
    const account = newAccount();
    const answer = await page.request.post('/api/auth/sign-up/email', {
      data: account,
      headers: { origin: baseURL ?? '' },
    });
    expect(answer.status()).toBe(200);
    await use(account);
  },
});

export { expect };

export function newAccount(): Account {
  return { name: 'Ada Lovelace', email: `ada-${randomUUID()}@example.org`, password: `correct horse ${randomUUID()}` };
}

/** Signs a page of another browser in. */
export async function signIn(page: Page, { email, password }: Account): Promise<void> {
  const { url } = readStackAddress();
  const data = { email, password };
  const answer = await page.request.post(`${url}/api/auth/sign-in/email`, { data, headers: { origin: url } });
  expect(answer.status()).toBe(200);
}

/** The field that messages are written in. */
export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Message' });
}

/** The agent's answers, in order. */
export function answers(page: Page): Locator {
  return page.getByRole('article', { name: 'Agent' });
}

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Waits until the agent has nothing more to say. */
export async function waitForAnswer(page: Page): Promise<void> {
  await expect(answers(page).last()).toHaveAttribute('aria-busy', 'false', { timeout: 30_000 });
}

/** A request to run code that prints `lines` numbered lines, one every `everyMs`. */
export function slowProgram(lines: number, everyMs: number): string {
  return [
    'Run this:',
    '```js',
    `for (let n = 1; n <= ${lines}; n += 1) {`,
    '  console.log(`line ${n} of the slow program`);',
    `  await new Promise((resolve) => setTimeout(resolve, ${everyMs}));`,
    '}',
    '```',
  ].join('\n');
}

export interface SecretInput {
  readonly name: string;
  readonly value: string;
  readonly description?: string;
}

/** Fills the open dialog in and saves. */
export async function saveSecret(page: Page, { name, value, description = '' }: SecretInput): Promise<void> {
  await page.getByRole('button', { name: 'Add secret' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add secret' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('Value', { exact: true }).fill(value);
  await dialog.getByLabel('Description').fill(description);
  await dialog.getByRole('button', { name: 'Save secret' }).click();
}

export function ticket(page: Page, name: string): Locator {
  return page.getByRole('article', { name, exact: true });
}

/** Everything that went over the wire of a page from now on, both ways, as text. */
export function recordTraffic(page: Page): readonly string[] {
  const seen: string[] = [];
  page.on('request', (request) => seen.push(request.url(), request.postData() ?? ''));
  page.on('response', (response) => {
    if (!/json|text/.test(response.headers()['content-type'] ?? '')) return;
    void response.text().then(
      (text) => seen.push(text),
      () => undefined,
    );
  });
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => seen.push(payload.toString()));
    socket.on('framereceived', ({ payload }) => seen.push(payload.toString()));
  });
  return seen;
}

const screenshots = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');

/** Renews a picture of the documentation, in a run that asks for it with DOCS_SCREENSHOTS=1. */
export async function docsScreenshot(page: Page, name: string): Promise<void> {
  if (process.env.DOCS_SCREENSHOTS !== '1') return;
  await expect(page.locator('[data-sonner-toast]')).toHaveCount(0);
  await page.mouse.move(0, 0);
  await expect(page.locator('[data-sonner-toast]')).toHaveCount(0);
  await page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
}
