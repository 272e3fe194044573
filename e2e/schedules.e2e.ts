import type { Page } from '@playwright/test';
import { expectNoViolations, expectNoViolationsInBothThemes } from './support/axe.js';
import { answers, composer, expect, send, slowProgram, test, waitForAnswer } from './support/cloakroom-page.js';

test('a schedule is made with its next times in sight, run, and deleted', async ({ page, account }) => {
  expect(account.email).not.toBe('');
  await page.goto('/settings');
  const section = page.getByRole('region', { name: 'Schedules', exact: true });
  await expect(section.getByText('You have no schedules.')).toBeVisible();
  await section.getByRole('button', { name: 'New schedule' }).click();
  const dialog = page.getByRole('dialog', { name: 'New schedule' });
  await dialog.getByLabel('Name').fill('Morning round');
  await dialog.getByLabel('Message').fill('Say good morning.');
  await dialog.getByLabel('Time zone').fill('Mars/Base');
  await expect(dialog.getByText(/no time zone of this name/)).toBeVisible();
  await dialog.getByLabel('Time zone').fill('America/New_York');
  await dialog.getByLabel('Cron expression').fill('* * * * *');
  await expect(dialog.getByText(/at least 5 minutes/)).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  await dialog.getByRole('button', { name: 'Mondays at 9' }).click();
  await expect(dialog.getByText(/^Monday.*9:00.*(?:EST|EDT)$/)).toHaveCount(3);
  await dialog.getByRole('button', { name: 'Make schedule' }).click();

  const row = section.getByRole('list', { name: 'Schedules' }).getByRole('listitem');
  await expect(row).toContainText('Next: Monday');
  await row.getByRole('button', { name: 'Run now: Morning round' }).click();
  await expect(row).toContainText('Last: Finished', { timeout: 40_000 });
  await expectNoViolations(page, 'a schedule that has run');
  await row.getByRole('link', { name: 'Open its chat' }).click();
  await expect(page.getByRole('article', { name: 'You' })).toContainText('Say good morning.');
  await expect(answers(page)).toHaveCount(1);
  await page.goto('/settings');
  await row.getByRole('button', { name: 'Switch off: Morning round' }).click();
  await expect(row).toContainText('Off');
  await row.getByRole('button', { name: 'Delete: Morning round' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete schedule' }).click();
  await expect(section.getByText('You have no schedules.')).toBeVisible();
});

interface Told {
  readonly body: string;
  click(): void;
}

declare global {
  interface Window {
    toldByTest: Told[];
    hiddenByTest: boolean;
  }
}

/** A browser without a screen never hides a page and shows no notification: both are played, the rest is its own. */
async function playNotifications(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.toldByTest = [];
    window.hiddenByTest = false;
    Object.defineProperty(document, 'hidden', { get: () => window.hiddenByTest });
    let permission: NotificationPermission = 'default';
    class PlayedNotification extends EventTarget {
      static get permission(): NotificationPermission {
        return permission;
      }
      static requestPermission(): Promise<NotificationPermission> {
        permission = 'granted';
        return Promise.resolve(permission);
      }
      onclick: (() => void) | null = null;
      constructor(_title: string, { body = '' }: NotificationOptions) {
        super();
        window.toldByTest.push({ body, click: () => this.onclick?.() });
      }
      close(): void {
        this.onclick = null;
      }
    }
    Object.defineProperty(window, 'Notification', { value: PlayedNotification });
  });
}

async function hide(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    window.hiddenByTest = hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

function toldBy(page: Page): Promise<string[]> {
  return page.evaluate(() => window.toldByTest.map(({ body }) => body));
}

test('one tab tells of an answer while none is in view, by the title of its chat, with the way there', async ({
  page,
  context,
  account,
}) => {
  expect(account.email).not.toBe('');
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await playNotifications(tab);
    await tab.goto('/settings');
    const section = tab.getByRole('region', { name: 'Notifications', exact: true });
    await section.getByRole('button', { name: 'Turn on' }).click();
    await expect(section.getByText('On in this browser.')).toBeVisible();
    await tab.evaluate(() => (window.toldByTest = []));
  }
  await page.getByRole('link', { name: 'New chat' }).first().click();
  await send(page, slowProgram(3, 700));
  await expect(answers(page).last()).toHaveAttribute('aria-busy', 'true');
  const address = page.url();
  for (const tab of [page, other]) await hide(tab, true);
  await waitForAnswer(page);
  const told = async (): Promise<string[]> => [...(await toldBy(page)), ...(await toldBy(other))];
  await expect.poll(told).toEqual(['The agent is done in “Run this:”.']);
  const teller = (await toldBy(page)).length === 1 ? page : other;
  await teller.evaluate(() => window.toldByTest[0]?.click());
  await expect(teller).toHaveURL(address);

  // Somebody looks again: the page itself is enough.
  await hide(other, false);
  await send(page, 'Thank you.');
  await waitForAnswer(page);
  await expect(composer(page)).toBeEditable();
  expect(await told()).toHaveLength(1);
});
