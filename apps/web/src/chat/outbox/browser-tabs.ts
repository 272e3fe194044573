import { messageSentSchema } from '@cloakroom/contracts';
import { z } from 'zod';
import { outboxItemSchema, type TabLink } from './outbox.types.js';

const newsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed') }),
  z.object({ kind: z.literal('stored'), item: outboxItemSchema, sent: messageSentSchema }),
]);

/**
 * The other tabs of one user, over a broadcast channel and Web Locks. Browsers keep locks back on plain HTTP; there two
 * tabs may send the same message at once, which is stored once because its id is the same.
 */
export function browserTabs(userId: string): TabLink {
  const name = `cloakroom:outbox:${userId}`;
  const channel = new BroadcastChannel(name);
  const locks = 'locks' in navigator ? navigator.locks : null;
  return {
    tell: (news) => channel.postMessage(news),
    listen(listener) {
      channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const news = newsSchema.safeParse(data);
        if (news.success) listener(news.data);
      });
    },
    exclusively: (what, action) => (locks === null ? action() : locks.request(`${name}:${what}`, () => action())),
    close: () => channel.close(),
  };
}
