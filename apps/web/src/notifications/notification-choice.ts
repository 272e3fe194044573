import { lastingStorage, type KeyValueStorage } from '../platform/browser-storage.js';

const KEY = 'cloakroom:notifications';

/** What the browser has to say about notifications of this page. */
export type NotificationLeave = 'insecure' | 'unsupported' | NotificationPermission;

/** Whether notifications show in this browser, and if not, why. `off` is its user's own choice. */
export type NotificationState = 'insecure' | 'unsupported' | 'blocked' | 'off' | 'on';

export function readLeave(): NotificationLeave {
  if (!globalThis.isSecureContext) return 'insecure';
  return 'Notification' in globalThis && 'locks' in navigator ? Notification.permission : 'unsupported';
}

export function notificationState(
  leave: NotificationLeave = readLeave(),
  storage: KeyValueStorage = lastingStorage,
): NotificationState {
  switch (leave) {
    case 'insecure':
    case 'unsupported':
      return leave;
    case 'denied':
      return 'blocked';
    case 'default':
      return 'off';
    case 'granted':
      return storage.getItem(KEY) === 'on' ? 'on' : 'off';
  }
}

/** Asks the browser for leave where it has not been given yet; to be called on a click, as browsers want it. */
export async function switchOnNotifications(): Promise<NotificationState> {
  if (readLeave() === 'default') await Notification.requestPermission();
  if (readLeave() === 'granted') lastingStorage.setItem(KEY, 'on');
  return notificationState();
}

export function switchOffNotifications(): NotificationState {
  lastingStorage.removeItem(KEY);
  return notificationState();
}
