import type { Page } from '@playwright/test';
import { answers, composer, expect, send, slowProgram, test, waitForAnswer } from './support/cloakroom-page.js';
import { chopSocket, seeded } from './support/chopped-socket.js';
import { PLAYED_BEARER_TOKEN } from './support/played-x-api.js';

const LINE = /line (\d+) of the slow program/g;

interface StoredMessage {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly {
    readonly type: string;
    readonly text?: string;
    readonly output?: readonly { readonly text: string }[];
  }[];
}

/** What the server holds of the conversation that a page shows. */
async function storedMessages(page: Page): Promise<readonly StoredMessage[]> {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const answer = await page.request.get(`/api/v1/conversations/${id}/messages`);
  return ((await answer.json()) as { messages: StoredMessage[] }).messages;
}

function textsOf(messages: readonly StoredMessage[], role: StoredMessage['role']): string[] {
  return messages
    .filter((message) => message.role === role)
    .map(({ parts }) =>
      parts.map((part) => part.text ?? part.output?.map(({ text }) => text).join('') ?? '').join('\n'),
    );
}

function linesIn(text: string): number[] {
  return [...text.matchAll(LINE)].map((match) => Number(match[1]));
}

/** The thread holds what the server holds, before a reload and after it. */
async function expectWhole(page: Page): Promise<void> {
  const stored = await storedMessages(page);
  const questions = page.getByRole('article', { name: 'You' });
  const shown = async (): Promise<void> => {
    await expect(questions).toHaveText(textsOf(stored, 'user'));
    await expect(answers(page)).toHaveCount(textsOf(stored, 'assistant').length);
    const lines = textsOf(stored, 'assistant').map(linesIn);
    await expect.poll(async () => (await answers(page).allInnerTexts()).map(linesIn)).toEqual(lines);
  };
  await shown();
  await page.reload();
  await shown();
}

test.beforeEach(({ account }) => {
  expect(account.name).not.toBe('');
});

for (const seed of [1, 2]) {
  test(`a connection that is cut again and again loses, doubles and mixes nothing (seed ${seed})`, async ({ page }) => {
    const chopped = await chopSocket(page, seeded(seed), 12);
    await page.goto('/');
    await send(page, slowProgram(30, 60));
    await expect(answers(page)).toHaveCount(1, { timeout: 20_000 });
    await waitForAnswer(page);
    for (const text of ['What are you?', 'And what can you do?']) {
      const before = await answers(page).count();
      await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
      await send(page, text);
      await expect(answers(page)).toHaveCount(before + 1, { timeout: 20_000 });
      await waitForAnswer(page);
    }
    expect(chopped.cuts()).toBeGreaterThan(2);
    const stored = await storedMessages(page);
    expect(textsOf(stored, 'user').slice(1)).toEqual(['What are you?', 'And what can you do?']);
    const output = stored.flatMap(({ parts }) => parts.flatMap((part) => part.output ?? []));
    expect(linesIn(output.map(({ text }) => text).join(''))).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    );
    await expectWhole(page);
  });
}

test('Stop is asked for until it is heard, over a connection that is cut', async ({ page }) => {
  const chopped = await chopSocket(page, seeded(3), 20);
  await page.goto('/');
  await send(page, slowProgram(400, 60));
  await expect(page.getByText('line 2 of the slow program').first()).toBeVisible({ timeout: 30_000 });
  await expect
    .poll(
      async () => {
        const stop = page.getByRole('button', { name: 'Stop' });
        if (await stop.isVisible()) await stop.click({ timeout: 1_000 }).catch(() => undefined);
        return page.getByText('You stopped this answer.').isVisible();
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  expect(chopped.cuts()).toBeGreaterThan(0);
  await expectWhole(page);
});

test('a secret that is given while the network goes is saved once, and the agent goes on with it', async ({
  page,
  context,
}) => {
  await chopSocket(page, seeded(4), 15);
  await page.goto('/');
  await send(page, 'Search X for recent mentions of @CreaoAI using my X_BEARER_TOKEN secret');
  const request = page.getByRole('region', { name: 'The agent needs X_BEARER_TOKEN' });
  await request.getByLabel('Value', { exact: true }).fill(PLAYED_BEARER_TOKEN, { timeout: 30_000 });
  await context.setOffline(true);
  await request.getByRole('button', { name: 'Save secret' }).click();
  await expect(request.getByRole('alert')).toBeVisible();
  await context.setOffline(false);
  await request.getByRole('button', { name: 'Save secret' }).click();
  await expect(answers(page)).toContainText('You saved X_BEARER_TOKEN.', { timeout: 20_000 });
  await waitForAnswer(page);
  const { secrets } = (await (await page.request.get('/api/v1/secrets')).json()) as { secrets: { name: string }[] };
  expect(secrets.map(({ name }) => name)).toEqual(['X_BEARER_TOKEN']);
  await expect(composer(page)).toHaveValue('');
  await expectWhole(page);
});
