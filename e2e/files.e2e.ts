import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectNoViolationsInBothThemes } from './support/axe.js';
import { composer, expect, saveSecret, send, test, waitForAnswer } from './support/cloakroom-page.js';

const PROGRAM = `Run this:
\`\`\`js
const fs = require('node:fs');
const rows = fs.readFileSync('/workspace/coats.csv', 'utf8').trim().split('\\n').slice(1).map((row) => row.split(','));
const total = rows.reduce((sum, [, count]) => sum + Number(count), 0);
fs.writeFileSync('/workspace/totals.csv', 'what,count\\ncoats in all,' + total + '\\n');
fs.writeFileSync('/workspace/dot.gif', Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));
fs.writeFileSync('/workspace/notes.txt', 'The token is ' + process.env.FILE_TOKEN);
fs.writeFileSync('/workspace/pack.bin', Buffer.concat([Buffer.from([0, 255, 0]), Buffer.from(process.env.FILE_TOKEN)]));
console.log('total ' + total);
\`\`\``;

const coats = { name: 'coats.csv', mimeType: 'text/csv', buffer: Buffer.from('what,count\nfur,2\nwool,40\n') };

/** Puts files into the page as if they were dropped on, or pasted into, what has the label. */
async function give(page: Page, kind: 'drop' | 'paste', name: string, text: string): Promise<void> {
  await composer(page).evaluate(
    (area, { kind, name, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type: 'text/plain' }));
      const event =
        kind === 'drop'
          ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      area.dispatchEvent(event);
    },
    { kind, name, text },
  );
}

test('files go with a message to the agent, and what its code writes comes back without values', async ({
  page,
  account,
}) => {
  test.setTimeout(60_000);
  expect(account.name).not.toBe('');
  const token = `tok-${crypto.randomUUID()}`;
  await page.goto('/secrets');
  await saveSecret(page, { name: 'FILE_TOKEN', value: token });
  await page.goto('/');
  const waiting = page.getByRole('list', { name: 'Files for this message' }).getByRole('listitem');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).click();
  await (await chooser).setFiles(coats);
  await give(page, 'paste', 'pasted.txt', 'from the clipboard');
  await give(page, 'drop', 'dropped.txt', 'from the desktop');
  await expect(waiting).toHaveText([/^coats\.csv.*bytes$/, /^pasted\.txt.*bytes$/, /^dropped\.txt.*bytes$/]);
  await page.getByRole('button', { name: 'Remove pasted.txt' }).click();
  await composer(page).press('Enter');
  await expect(page.getByText('Write what is to be done with the file, then send.')).toBeVisible();
  await page.reload();
  await expect(waiting).toHaveText([/^coats\.csv/, /^dropped\.txt/]);
  await expectNoViolationsInBothThemes(page);

  await send(page, PROGRAM);
  await expect(waiting).toHaveCount(0);
  const mine = page.getByRole('list', { name: 'Files of this message' });
  await expect(mine.getByRole('listitem')).toHaveText([/^coats\.csv/, /^dropped\.txt/]);
  await waitForAnswer(page);
  const made = page.getByRole('list', { name: 'Files of this call' });
  await expect(made.getByRole('listitem')).toHaveText([/^dot\.gif/, /^notes\.txt/, /^totals\.csv/]);
  await expect(page.getByText('pack.bin was not kept: a secret’s value is in it.')).toBeVisible();
  const picture = made.getByRole('img', { name: 'dot.gif' });
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  await made.getByRole('button', { name: 'Show totals.csv' }).click();
  await expect(made.getByRole('row')).toHaveText(['whatcount', 'coats in all42']);
  await made.getByRole('button', { name: 'Show notes.txt' }).click();
  await expect(made.getByRole('group', { name: 'Beginning of notes.txt' })).toHaveText('The token is «FILE_TOKEN»');
  await expectNoViolationsInBothThemes(page);
  const download = page.waitForEvent('download');
  await made.getByRole('link', { name: 'Download totals.csv' }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toBe('what,count\ncoats in all,42\n');
  expect(await page.content()).not.toContain(token);

  await composer(page).fill('Look at @tot');
  await page.getByRole('option', { name: 'totals.csv' }).waitFor();
  await composer(page).press('Enter');
  await expect(composer(page)).toHaveValue('Look at totals.csv ');
  await expect(waiting).toHaveText([/^totals\.csv/]);
  await send(page, 'What can you do with totals.csv?');
  await expect(mine.getByRole('listitem')).toHaveText([/^coats\.csv/, /^dropped\.txt/, /^totals\.csv/]);
  await waitForAnswer(page);
  await page.reload();
  await expect(mine.getByRole('listitem')).toHaveText([/^coats\.csv/, /^dropped\.txt/, /^totals\.csv/]);
});
