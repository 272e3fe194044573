import {
  answers,
  composer,
  docsScreenshot,
  expect,
  newAccount,
  recordTraffic,
  saveSecret,
  send,
  test,
  ticket,
  waitForAnswer,
} from './support/cloakroom-page.js';
import { PLAYED_BEARER_TOKEN, type ReceivedRequest } from './support/played-x-api.js';
import { readStackAddress } from './support/stack-address.js';

const TOKEN = { name: 'X_BEARER_TOKEN', value: PLAYED_BEARER_TOKEN };

const JAVASCRIPT = `const bearerToken = process.env.X_BEARER_TOKEN;
const response = await fetch(
  "https://api.x.com/2/tweets/search/recent?query=@CreaoAI",
  { headers: { Authorization: \`Bearer \${bearerToken}\` } }
);`;

const PYTHON = `import os
bearer_token = os.environ["X_BEARER_TOKEN"]
import requests
headers = {"Authorization": f"Bearer {bearer_token}"}
response = requests.get("https://api.x.com/2/tweets/search/recent", params={"query": "@CreaoAI"}, headers=headers)`;

/** Forms in which a value that leaked would stand in a frame or a body. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  return [value, encodeURIComponent(value), bytes.toString('base64').slice(0, -4), bytes.toString('hex')];
}

async function received(): Promise<readonly ReceivedRequest[]> {
  const answer = await fetch(`${readStackAddress().playedXApi}/played/received`);
  return (await answer.json()) as ReceivedRequest[];
}

test('a person signs up, saves a secret, asks, and watches the agent use it', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 860 });
  const traffic = recordTraffic(page);
  const account = newAccount();

  await page.goto('/');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Name').fill(account.name);
  await page.getByLabel('Email').fill('ada@example.org');
  await page.getByLabel('Password').fill(account.password);
  await docsScreenshot(page, 'sign-up');
  await page.getByRole('button', { name: 'Create account' }).click();

  await page.getByRole('link', { name: 'Secrets', exact: true }).click();
  await expect(page.getByText('Nothing on the rail yet')).toBeVisible();
  await saveSecret(page, { ...TOKEN, description: 'X/Twitter API Bearer Token for search and mentions' });
  const card = ticket(page, TOKEN.name);
  await expect(card).toContainText('X/Twitter API Bearer Token for search and mentions');
  await expect(card.getByText('••••••••', { exact: true })).toBeVisible();
  await expect(card).toContainText('Last used never');
  await docsScreenshot(page, 'secrets');

  await page.getByRole('link', { name: 'New chat', exact: true }).click();
  await expect(page.getByText('Demonstration model.')).toBeVisible();
  await send(page, 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret');
  await waitForAnswer(page);
  const tool = page.getByTestId('tool-card');
  await expect(tool).toHaveAttribute('data-state', 'succeeded');
  await expect(tool).toContainText('process.env.X_BEARER_TOKEN');
  await expect(answers(page)).toContainText('@CreaoAI the new release is a joy to use');
  await docsScreenshot(page, 'chat');
  await page.emulateMedia({ colorScheme: 'dark' });
  await docsScreenshot(page, 'chat-dark');

  const requests = await received();
  expect(requests.some((request) => request.headers.authorization === `Bearer ${TOKEN.value}`)).toBe(true);

  await page.getByRole('link', { name: 'Secrets', exact: true }).click();
  await expect(card).not.toContainText('Last used never');
  for (const form of formsOf(TOKEN.value)) expect(traffic.filter((text) => text.includes(form))).toEqual([]);
});

for (const [language, code] of Object.entries({ js: JAVASCRIPT, python: PYTHON })) {
  test(`the ${language} program of the walk runs as it stands`, async ({ page, account }) => {
    expect(account.email).toContain('@');
    await page.goto('/secrets');
    await saveSecret(page, TOKEN);
    await expect(ticket(page, TOKEN.name)).toBeVisible();
    const before = (await received()).length;

    await page.getByRole('link', { name: 'New chat', exact: true }).click();
    await send(page, `Run this:\n\`\`\`${language}\n${code}\n\`\`\``);
    await waitForAnswer(page);
    await expect(page.getByTestId('tool-card')).toHaveAttribute('data-state', 'succeeded');

    const [request] = (await received()).slice(before);
    expect(request?.query).toEqual({ query: '@CreaoAI' });
    expect(request?.headers.authorization).toBe(`Bearer ${TOKEN.value}`);
  });
}

test('a value that the code prints reaches the page as a mask', async ({ page, account }) => {
  const traffic = recordTraffic(page);
  const value = `canary-${account.email.slice(4, 40)}`;
  await page.goto('/secrets');
  await saveSecret(page, { name: 'CANARY_SECRET', value });
  await expect(ticket(page, 'CANARY_SECRET')).toBeVisible();
  await page.getByRole('link', { name: 'New chat', exact: true }).click();
  await send(page, 'Run this:\n```js\nconsole.log(`it is ${process.env.CANARY_SECRET}.`);\n```');
  await waitForAnswer(page);
  await expect(page.getByTestId('tool-card').getByText('«CANARY_SECRET»')).toBeVisible();
  await expect(composer(page)).toHaveValue('');
  for (const form of formsOf(value)) expect(traffic.filter((text) => text.includes(form))).toEqual([]);
});
