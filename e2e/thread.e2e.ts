import type { Page } from '@playwright/test';
import { expectNoViolations } from './support/axe.js';
import { answers, composer, expect, send, test, waitForAnswer } from './support/cloakroom-page.js';

const questions = (page: Page) => page.getByRole('article', { name: 'You' });
const versions = (page: Page, noun: string) => page.getByRole('group', { name: `Versions of this ${noun}` });

test.beforeEach(({ account }) => {
  expect(account.name).not.toBe('');
});

test('code is coloured, formulas and diagrams are drawn, under the policy of the page', async ({ page }) => {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) refused.push(message.text());
  });
  await page.goto('/');
  await send(page, 'Show me Markdown with formulas and diagrams');
  await waitForAnswer(page);
  const answer = answers(page).last();
  await expect(answer.locator('.code-keyword').first()).toHaveText('const');
  await expect(answer.locator('.katex')).toHaveCount(2);
  await expect(answer.getByText('an amount such as $5 or $6')).toBeVisible();
  const diagram = answer.getByRole('img', { name: 'Diagram: flowchart' });
  await expect(diagram).toBeVisible();
  expect(await diagram.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  await expectNoViolations(page, 'formulas and diagrams');
  await answer.getByRole('button', { name: 'Show source' }).press('Enter');
  await expect(answer.getByText('flowchart LR')).toBeVisible();
  expect(refused).toEqual([]);
  const markup = () => page.evaluate(() => void (document.createElement('p').innerHTML = '<b>text</b>'));
  await expect(markup()).rejects.toThrow('TrustedHTML');
});

test('answers and questions get versions, which every page switches between', async ({ page, context }) => {
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  await send(page, 'And what else?');
  await expect(answers(page)).toHaveCount(2);
  await waitForAnswer(page);
  const other = await context.newPage();
  await other.goto(page.url());

  await answers(page).first().getByRole('button', { name: 'Regenerate' }).press('Enter');
  await expect(versions(page, 'answer')).toHaveText(/2.*of.*2/s);
  await waitForAnswer(page);
  await expect(answers(page)).toHaveCount(1);
  await expect(answers(other)).toHaveCount(1);

  await page.getByRole('button', { name: 'Previous answer' }).press('Enter');
  await expect(questions(page)).toHaveText(['What are you?', 'And what else?']);
  await expect(page.getByRole('button', { name: 'Previous answer' })).toBeFocused();
  await expect(questions(other)).toHaveText(['What are you?', 'And what else?']);

  const edit = page.getByRole('button', { name: 'Edit and send again' }).last();
  await edit.press('Enter');
  const field = page.getByRole('textbox', { name: 'Edit message' });
  await expect(field).toBeFocused();
  await expectNoViolations(page, 'a message that is being edited');
  await field.press('Escape');
  await expect(edit).toBeFocused();
  await edit.press('Enter');
  await field.fill('And something else?');
  await field.press('Enter');
  await expect(versions(page, 'message')).toHaveText(/2.*of.*2/s);
  await waitForAnswer(page);
  await expect(questions(other)).toHaveText(['What are you?', 'And something else?']);
  await page.reload();
  await expect(questions(page)).toHaveText(['What are you?', 'And something else?']);
  await answers(page).last().getByRole('button', { name: 'Quote' }).press('Enter');
  await expect(composer(page)).toHaveValue(/^> I am Cloakroom's/);
});
