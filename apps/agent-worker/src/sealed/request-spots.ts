import type { HeaderList } from '@cloakroom/sandbox';
import type { OutgoingHop, RewrittenHop } from '../egress/egress.types.js';
import type { Spot } from './host-binding.js';
import { type ValueEncoding, asText, asUrlPart, encodingOfBody } from './substitution.js';

/** One text of a request, where it stands, and how a value is written there. */
export interface RequestText extends Spot {
  readonly text: string;
  readonly encode: ValueEncoding;
}

/** A request taken apart into texts; body and headers are bytes, one character each (latin1). */
export interface RequestTexts {
  readonly url: URL;
  readonly texts: readonly RequestText[];
}

/** Takes a request apart: path, query, each header's value, body. Header names and the host are left out. */
export function textsOf(hop: OutgoingHop): RequestTexts {
  const url = new URL(hop.url);
  const contentType = hop.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
  return {
    url,
    texts: [
      { place: 'path', headerName: null, text: url.pathname, encode: asUrlPart },
      { place: 'query', headerName: null, text: url.search, encode: asUrlPart },
      ...hop.headers.map(([name, text]) => ({
        place: 'header' as const,
        headerName: name.toLowerCase(),
        text,
        encode: asText,
      })),
      {
        place: 'body',
        headerName: null,
        text: hop.body === null ? '' : Buffer.from(hop.body).toString('latin1'),
        encode: encodingOfBody(contentType),
      },
    ],
  };
}

/** Puts a request together from texts in the order of {@link textsOf}. */
export function withTexts(hop: OutgoingHop, texts: readonly string[]): RewrittenHop {
  const [path = '/', query = '', ...rest] = texts;
  const body = rest.at(-1) ?? '';
  const url = new URL(hop.url);
  url.pathname = path;
  url.search = query;
  const headers: HeaderList = hop.headers.map(([name], at) => [name, rest[at] ?? ''] as const);
  return { url: url.href, headers, body: hop.body === null ? null : Buffer.from(body, 'latin1') };
}
