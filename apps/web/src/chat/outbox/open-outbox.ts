import { browserTabs } from './browser-tabs.js';
import { indexedShelf } from './indexed-shelf.js';
import { OutboxCourier, type CourierParts } from './outbox-courier.js';

/** The outbox of one user in this browser. */
export function openOutbox(userId: string, parts: Omit<CourierParts, 'shelf' | 'tabs' | 'random'>): OutboxCourier {
  return new OutboxCourier({ ...parts, shelf: indexedShelf(userId), tabs: browserTabs(userId), random: Math.random });
}
