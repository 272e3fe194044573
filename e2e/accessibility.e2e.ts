import type { Locator, Page } from '@playwright/test';
import { expectNoViolations } from './support/axe.js';
import { answers, composer, expect, saveSecret, send, test, ticket, waitForAnswer } from './support/cloakroom-page.js';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any view, ${colorScheme}`, async ({ page, account }) => {
    test.setTimeout(150_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/');
    await composer(page).waitFor();
    await expectNoViolations(page, 'new chat');
    await page.getByRole('button', { name: 'Connect a real one' }).click();
    await page.getByRole('dialog').waitFor();
    await expectNoViolations(page, 'model dialog');
    await page.keyboard.press('Escape');
    await send(page, 'Run this:\n```js\nconsole.log("out"); throw new Error("for the card");\n```');
    await waitForAnswer(page);
    await expectNoViolations(page, 'thread');
    await page.getByRole('button', { name: /^Options for/ }).click();
    await page.getByRole('menu').waitFor();
    await expectNoViolations(page, 'menu');
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('dialog').waitFor();
    await expectNoViolations(page, 'rename dialog');

    await page.goto('/');
    await send(page, 'List my GitHub repositories using my GITHUB_TOKEN secret');
    await page.getByRole('region', { name: 'The agent needs GITHUB_TOKEN' }).waitFor();
    await expectNoViolations(page, 'secret request');
    await page.getByRole('button', { name: 'Decline' }).click();
    await waitForAnswer(page);
    await expectNoViolations(page, 'declined request');

    await page.goto('/secrets');
    await page.getByText('Nothing on the rail yet').waitFor();
    await expectNoViolations(page, 'empty secrets');
    await page.getByRole('button', { name: 'Add secret' }).click();
    await page.getByLabel('Name', { exact: true }).fill('bad name');
    await page.getByLabel('Value', { exact: true }).fill(' x\n');
    await page.getByRole('button', { name: 'Save secret' }).click();
    await expectNoViolations(page, 'add dialog with remarks');
    await page.keyboard.press('Escape');
    await saveSecret(page, { name: 'AXE_SECRET', value: 'a-value-of-some-length' });
    await ticket(page, 'AXE_SECRET').waitFor();
    await expectNoViolations(page, 'secrets');
    await page.getByRole('button', { name: 'Delete AXE_SECRET' }).click();
    await page.getByRole('alertdialog').waitFor();
    await expectNoViolations(page, 'delete dialog');

    await page.goto('/settings');
    await page.getByText('This device').waitFor();
    await page.getByText('Sandbox isolation').waitFor();
    await expectNoViolations(page, 'settings');
    await page.goto('/nowhere');
    await page.getByText('There is nothing at this address').waitFor();
    await expectNoViolations(page, 'not found');
    await page.goto('/sign-up');
    await page.getByLabel('Email').fill(account.email);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expectNoViolations(page, 'sign-up');
    await page.goto('/sign-in');
    await page.getByLabel('Email').waitFor();
    await expectNoViolations(page, 'sign-in');
  });
}

test('everything on the walk can be done with the keyboard alone', async ({ page, account }) => {
  expect(account.name).not.toBe('');
  await page.goto('/');
  await expect(composer(page)).toBeFocused();
  await page.reload();
  await expect(composer(page)).toBeFocused();
  await tabTo(page, 'link', 'Secrets', true);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing on the rail yet').waitFor();
  await tabTo(page, 'button', 'Add secret');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.type('KEYBOARD_SECRET');
  await page.keyboard.press('Tab');
  await page.keyboard.type('a-value-of-some-length');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Show value' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type('typed only');
  await tabTo(page, 'button', 'Save secret');
  await page.keyboard.press('Enter');
  await expect(ticket(page, 'KEYBOARD_SECRET')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add secret' })).toBeFocused();

  await tabTo(page, 'link', 'New chat', true);
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type('first line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await expect(composer(page)).toHaveValue('first line\nsecond line');
  await page.keyboard.press('Enter');
  await waitForAnswer(page);
  await expect(composer(page)).toBeFocused();

  await tabTo(page, 'button', /^Options for/, true);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Pin' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Options for/ })).toBeFocused();
});

test('a secret is sealed, switched off and deleted, and questions are answered, with the keyboard alone', async ({
  page,
  account,
}) => {
  expect(account.name).not.toBe('');
  await page.goto('/secrets');
  await saveSecret(page, { name: 'KEYBOARD_SECRET', value: 'a-value-of-some-length' });
  const card = ticket(page, 'KEYBOARD_SECRET');
  await card.waitFor();
  await tabTo(page, 'button', 'Edit KEYBOARD_SECRET');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Edit secret' });
  await dialog.waitFor();
  await tabToElement(page, dialog.locator('summary'));
  await page.keyboard.press('Enter');
  await tabToElement(page, dialog.getByRole('radio', { name: /^Exposed/ }));
  await page.keyboard.press('ArrowDown');
  await expect(dialog.getByRole('radio', { name: /^Sealed/ })).toBeChecked();
  await tabToElement(page, dialog.getByLabel('Host 1', { exact: true }));
  await page.keyboard.type('api.example.com');
  await page.keyboard.press('Enter');
  await expect(card).toContainText('Sealed to api.example.com');
  await expect(page.getByRole('button', { name: 'Edit KEYBOARD_SECRET' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('switch', { name: 'Use KEYBOARD_SECRET' })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(card.getByText('Off', { exact: true })).toBeVisible();
  await tabTo(page, 'button', 'Delete KEYBOARD_SECRET');
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog').waitFor();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Delete KEYBOARD_SECRET' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, 'button', /^Delete/);
  await page.keyboard.press('Enter');
  await expect(card).toHaveCount(0);

  await page.goto('/');
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type('List my GitHub repositories using my GITHUB_TOKEN secret');
  await page.keyboard.press('Enter');
  const asked = page.getByRole('region', { name: 'The agent needs GITHUB_TOKEN' });
  await asked.waitFor();
  await tabToElement(page, asked.getByLabel('Value', { exact: true }), true);
  await page.keyboard.type('a typed value of some length');
  await tabToElement(page, asked.getByRole('button', { name: 'Decline' }));
  await page.keyboard.press('Enter');
  await waitForAnswer(page);
  await expect(answers(page)).toContainText('You declined to give GITHUB_TOKEN.');
});

async function tabToElement(page: Page, target: Locator, back = false): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`The focus did not reach ${target.toString()}.`);
}

async function tabTo(page: Page, role: 'link' | 'button', name: string | RegExp, back = false): Promise<void> {
  const target = page.getByRole(role, { name, ...(typeof name === 'string' ? { exact: true } : {}) });
  await tabToElement(page, target, back);
}

test('a screen reader hears the start and the end of an answer, not its words', async ({ page, account }) => {
  expect(account.name).not.toBe('');
  await page.goto('/');
  await send(page, 'What are you?');
  await waitForAnswer(page);
  await expect(page.getByRole('status').filter({ hasText: 'The answer is complete.' })).toHaveCount(1);
  await expect(answers(page).locator('[aria-live], [role=status], [role=alert]')).toHaveCount(0);
});

for (const width of [320, 390, 768, 1440]) {
  test(`nothing is cut off or scrolls sideways at ${width} pixels`, async ({ page, account }) => {
    expect(account.name).not.toBe('');
    await page.setViewportSize({ width, height: 800 });
    for (const path of ['/', '/secrets', '/settings']) {
      await page.goto(path);
      await page.locator('main').getByText(/\w/).first().waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
    await page.goto('/');
    await send(
      page,
      'Run this:\n```js\nconsole.log("a line that is too long for a narrow page ".repeat(20)); fetch("https://a.invalid/")\n```',
    );
    await waitForAnswer(page);
    await page.getByTestId('receipt').locator('summary').click();
    const past = await answers(page).evaluate((answer) => {
      const { right } = answer.getBoundingClientRect();
      return [...answer.querySelectorAll(':scope > div > *')]
        .filter((part) => part.getBoundingClientRect().right > right + 1)
        .map((part) => part.outerHTML.slice(0, 80));
    });
    expect(past, 'parts of the answer that are wider than it').toEqual([]);
  });
}
