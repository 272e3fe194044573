import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers, expect, send, test, waitForAnswer } from './support/cloakroom-page.js';
import type { ReceivedRequest } from './support/played-x-api.js';
import { readStackAddress } from './support/stack-address.js';

test('a worker killed while a program runs: the run ends elsewhere, and the program is not run twice', async ({
  page,
  account,
}) => {
  const { dataDir, playedXApi } = readStackAddress();
  const mark = randomUUID();
  const program = `await fetch('https://api.x.com/begun/${mark}');
console.log('be' + 'gun');
await new Promise((resolve) => setTimeout(resolve, 20_000));`;
  expect(account.name).not.toBe('');
  await page.goto('/');
  await send(page, `\`\`\`js\n${program}\n\`\`\``);
  await expect(answers(page).getByText('begun', { exact: true })).toBeVisible({ timeout: 20_000 });
  process.kill(Number(readFileSync(join(dataDir, 'agent-worker.pid'), 'utf8').split('\n')[0]), 'SIGKILL');

  await expect(
    answers(page)
      .getByText(/interrupted/i)
      .first(),
  ).toBeVisible({ timeout: 40_000 });
  await waitForAnswer(page);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  await expect(answers(page).getByText('Receipt')).toBeVisible();
  const shown = await answers(page).innerText();
  expect(shown).toContain('begun');
  await page.reload();
  await expect(
    answers(page)
      .getByText(/interrupted/i)
      .first(),
  ).toBeVisible();
  await expect.poll(() => answers(page).innerText()).toBe(shown);

  const received = (await (await fetch(`${playedXApi}/played/received`)).json()) as ReceivedRequest[];
  expect(received.filter(({ path }) => path === `/begun/${mark}`)).toHaveLength(1);
});
