import type { HeaderList } from '@cloakroom/sandbox';
import type { OutgoingHop, RewrittenHop } from '../egress/egress.types.js';
import type { Spot } from './host-binding.js';
import { type ValueEncoding, asText, asUrlPart, encodingOfBody } from './substitution.js';

/** One text of a request, where it stands, and how a value is written there. */
export interface RequestText extends Spot {
  readonly text: string;
  readonly encode: ValueEncoding;
}

/** One text of a request in which nothing is filled in, in lower case. */
export interface Named extends Spot {
  readonly text: string;
}

/** A request taken apart into texts; body and headers are bytes, one character each (latin1). */
export interface RequestTexts {
  readonly url: URL;
  readonly texts: readonly RequestText[];
}

/** Takes a request apart: path, query, each header's value, body; {@link namesOf} has the rest. */
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

/**
 * The texts of a request in which nothing is ever filled in, but a program may have written a value: the host, which counts
 * as part of the path and is looked at in lower case, and the names of headers.
 */
export function namesOf({ url, headers }: Pick<OutgoingHop, 'url' | 'headers'>): Named[] {
  const named = headers.map(([name]) => {
    const headerName = name.toLowerCase();
    return { place: 'header' as const, headerName, text: headerName };
  });
  return [hostOf(url), ...named];
}

/** The host of a request as a text; see {@link namesOf}. */
export function hostOf(url: string): Named {
  return { place: 'path', headerName: null, text: new URL(url).hostname.toLowerCase() };
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
