import type { IncomingHttpHeaders } from 'node:http';
import { ownerId, type OwnerId } from '@cloakroom/persistence';
import { fromNodeHeaders } from 'better-auth/node';
import { z } from 'zod';

/** Who is signed in with a request. */
export interface SignedIn {
  readonly owner: OwnerId;
  readonly sessionId: string;
  readonly role: 'admin' | 'user';
}

/** The part of the sign-in library that reads sessions. */
export interface SessionSource {
  readonly api: { getSession(request: { headers: Headers; query?: { disableRefresh?: boolean } }): Promise<unknown> };
}

const sessionSchema = z.object({
  user: z.object({ id: z.string().min(1), role: z.enum(['admin', 'user']).catch('user') }),
  session: z.object({ id: z.string().min(1) }),
});

/** Reads who is signed in from a request's cookies. */
export class SessionReader {
  constructor(private readonly source: SessionSource) {}

  /** `null` when nobody is signed in. Throws when the database does not answer. */
  async read(headers: IncomingHttpHeaders): Promise<SignedIn | null> {
    const { cookie } = headers;
    if (cookie === undefined) return null;
    const found = await this.source.api.getSession({
      headers: fromNodeHeaders({ cookie }),
      query: { disableRefresh: true },
    });
    const parsed = sessionSchema.safeParse(found);
    if (!parsed.success) return null;
    const { user, session } = parsed.data;
    return { owner: ownerId(user.id), sessionId: session.id, role: user.role };
  }
}
