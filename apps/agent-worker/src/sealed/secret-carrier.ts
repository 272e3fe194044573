/*
 * The place where a run's secrets meet its requests. Trusted: the values and what their user bound them to. Not trusted:
 * the request, and every answer. What must never cross: a sealed value to a host or place that it is not bound to, or
 * back to the program that used it. The broker calls this after it has judged the hop's host, port and addresses.
 */
import type { SecretHostBinding } from '@cloakroom/contracts';
import { createRedactor } from '@cloakroom/redaction';
import { EgressError, type HeaderList } from '@cloakroom/sandbox';
import type {
  OutgoingHop,
  RequestRewriter,
  ResponseFilter,
  RewrittenHop,
  SecretSighting,
} from '../egress/egress.types.js';
import { describeBinding, isBound, isBoundHost } from './host-binding.js';
import { type RequestText, textsOf, withTexts } from './request-spots.js';
import { substitute } from './substitution.js';
import { wireSpellings } from './wire-spellings.js';

/** A secret whose value the program does not have. */
export interface SealedValue {
  readonly name: string;
  readonly placeholder: string;
  readonly value: string;
  readonly bindings: readonly SecretHostBinding[];
}

/** A secret whose value the program has. */
export interface ExposedValue {
  readonly name: string;
  readonly value: string;
}

const NOTHING: ReadonlySet<string> = new Set();

type Note = (sighting: SecretSighting) => void;

/** See the head of this file. One for each run. */
export class SecretCarrier implements RequestRewriter {
  readonly #sealed: readonly (SealedValue & { readonly respelled: readonly string[] })[];
  readonly #exposed: readonly { readonly name: string; readonly spellings: readonly string[] }[];

  /** `withheld`: names of the secrets that the call under way may not use, because their user has to be asked first. */
  constructor(
    sealed: readonly SealedValue[],
    exposed: readonly ExposedValue[],
    private readonly withheld: () => ReadonlySet<string> = () => NOTHING,
  ) {
    this.#sealed = sealed.map((secret) => ({ ...secret, respelled: wireSpellings(secret.placeholder) }));
    this.#exposed = exposed.map(({ name, value }) => ({ name, spellings: wireSpellings(value) }));
  }

  /** The hop with every placeholder filled in. Throws `EgressError('DENIED', …)` when one stands where it may not. */
  rewrite(hop: OutgoingHop, _signal: AbortSignal, note: Note): RewrittenHop {
    const { url, texts } = textsOf(hop);
    for (const text of texts) this.#noteExposed(text, note);
    const filled = texts.map((text) => this.#fill(text, url, note));
    if (filled.every((text, at) => text === texts[at]?.text))
      return { url: hop.url, headers: hop.headers, body: hop.body };
    return withTexts(hop, filled);
  }

  /** A filter for what a host answers to which some sealed value may go: it puts the placeholders back. */
  openResponse(hop: OutgoingHop): ResponseFilter | null {
    const url = new URL(hop.url);
    const known = this.#sealed.filter(({ bindings }) => bindings.some((binding) => isBoundHost(binding, url)));
    if (known.length === 0) return null;
    const placeholders = new Map(known.map(({ name, placeholder }) => [name, placeholder]));
    const redactor = createRedactor(known, { mask: (name) => placeholders.get(name) ?? `«${name}»` });
    const body = redactor.openByteStream();
    return {
      headers: (headers: HeaderList) => headers.map(([name, value]) => [redactor.redact(name), redactor.redact(value)]),
      push: (bytes) => body.push(bytes),
      end: () => body.end(),
    };
  }

  #noteExposed({ place, headerName, text }: RequestText, note: Note): void {
    for (const { name, spellings } of this.#exposed) {
      if (!spellings.some((spelling) => text.includes(spelling))) continue;
      note({ name, place, headerName, mode: 'exposed' });
      if (this.withheld().has(name)) throw withheldError(name);
    }
  }

  #fill(spot: RequestText, url: URL, note: Note): string {
    let { text } = spot;
    for (const secret of this.#sealed) {
      const filled = substitute(text, secret, spot.encode);
      const respelled = secret.respelled.some((spelling) => filled.text.includes(spelling));
      if (filled.count === 0 && !respelled) continue;
      const { name, bindings } = secret;
      note({ name, place: spot.place, headerName: spot.headerName, mode: 'sealed' });
      if (this.withheld().has(name)) throw withheldError(name);
      if (!bindings.some((binding) => isBound(binding, url, spot))) throw notBound(secret, url, spot);
      if (respelled) throw respelledError(name, url);
      ({ text } = filled);
    }
    return text;
  }
}

function withheldError(name: string): EgressError {
  return new EgressError(
    'DENIED',
    `The secret ${name} was kept back: its user is asked before it is used, and this call was not allowed to. Nothing was sent. Name the variable in the code, so that the user can be asked.`,
  );
}

function notBound({ name, bindings }: SealedValue, url: URL, { place, headerName }: RequestText): EgressError {
  const allowed = bindings.length === 0 ? 'no host yet' : bindings.map(describeBinding).join(', ');
  const reason = url.protocol === 'https:' ? '' : ' over HTTPS';
  return new EgressError(
    'DENIED',
    `The sealed secret ${name} was kept back: it would have gone to "${url.hostname}" (${headerName ?? place}), and it may go only to ${allowed}${reason}. Nothing was sent. Its user can change that on the Secrets page.`,
  );
}

function respelledError(name: string, url: URL): EgressError {
  return new EgressError(
    'DENIED',
    `The sealed secret ${name} was kept back: the request to "${url.hostname}" holds it in an encoding in which it cannot be filled in. Use the variable as it is, or in base64 as Basic authentication does. Nothing was sent.`,
  );
}
