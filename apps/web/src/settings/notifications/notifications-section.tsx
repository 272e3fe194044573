import { useEffect, useState, type ReactNode } from 'react';
import {
  notificationState,
  switchOffNotifications,
  switchOnNotifications,
  type NotificationState,
} from '../../notifications/notification-choice.js';
import { showNotification } from '../../notifications/show-notification.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';

const HOPELESS: Partial<Record<NotificationState, string>> = {
  insecure: 'Browsers show notifications only for pages over HTTPS. Ask whoever runs this server for an https address.',
  unsupported: 'This browser cannot show notifications of a page. Another browser, or this one on a computer, can.',
  blocked:
    'Your browser blocks notifications of this page. Allow them in its settings for this site, which the sign beside the address opens, and come back.',
};

/** Whether this browser tells of runs while the page is out of view. */
export default function NotificationsSection(): ReactNode {
  const [state, setState] = useState(notificationState);
  const [isUnable, setIsUnable] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const look = (): void => setState(notificationState());
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, []);
  const hopeless = HOPELESS[isUnable ? 'unsupported' : state];
  if (hopeless !== undefined) return <Notice tone="brass">{hopeless}</Notice>;

  const show = (text: string): void => setIsUnable(!showNotification(text, 'test', () => undefined));
  const switchOn = async (): Promise<void> => {
    setBusy(true);
    const after = await switchOnNotifications().finally(() => setBusy(false));
    setState(after);
    setIsOpen(after === 'off');
    if (after === 'on') show('This is how it looks. It will say the title of a chat.');
  };
  return (
    <div className="grid gap-3">
      <p className="text-sm text-ink-soft" role="status">
        {state === 'on' ? 'On in this browser.' : 'Off in this browser.'} A notification says the title of the chat, as
        the list of chats does, and nothing else of it.
      </p>
      {isOpen && <Notice tone="brass">Not on yet: your browser asked, and got no answer. Turn it on again.</Notice>}
      <div className="flex flex-wrap gap-2">
        {state === 'on' ? (
          <>
            <Button onClick={() => setState(switchOffNotifications())}>Turn off</Button>
            <Button onClick={() => show('A test, as you asked.')}>Send a test</Button>
          </>
        ) : (
          <Button busy={busy} onClick={() => void switchOn()}>
            Turn on
          </Button>
        )}
      </div>
    </div>
  );
}
