import { userError } from '@cloakroom/platform';
import { z } from 'zod';

/** How far a search has come: titles are searched before messages. `null`: at the beginning of that part. */
export interface SearchCursor {
  readonly part: 'titles' | 'messages';
  readonly last: { readonly time: Date; readonly id: string } | null;
}

const cursorSchema = z.union([
  z.tuple([z.enum(['titles', 'messages'])]),
  z.tuple([z.enum(['titles', 'messages']), z.coerce.number().int().min(0).max(8.64e15), z.uuid()]),
]);

/** The place as text for the next request. It holds nothing of what is looked for. */
export function writeSearchCursor({ part, last }: SearchCursor): string {
  const place = last === null ? part : `${part}.${last.time.getTime()}.${last.id}`;
  return Buffer.from(place).toString('base64url');
}

/** Reads what {@link writeSearchCursor} wrote. Throws `invalid-input` for anything else. */
export function readSearchCursor(text: string): SearchCursor {
  const parsed = cursorSchema.safeParse(Buffer.from(text, 'base64url').toString('latin1').split('.'));
  if (!parsed.success) throw userError('invalid-input', 'This search cannot be continued. Search again.');
  const [part, time, id] = parsed.data;
  return { part, last: time === undefined || id === undefined ? null : { time: new Date(time), id } };
}
