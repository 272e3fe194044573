/*
 * The place where a run's secrets meet its requests. Trusted: the values and what their user bound them to. Not trusted:
 * the request, and every answer. What must never cross: a sealed value to a host or place that it is not bound to, or
 * back to the program that used it. The broker calls this after it has judged the hop's host, port and addresses.
 */
import type { SecretHostBinding } from '@cloakroom/contracts';
import { type Redactor, createRedactor } from '@cloakroom/redaction';
import { EgressError, type HeaderList } from '@cloakroom/sandbox';
import type {
  OutgoingHop,
  RequestRewriter,
  ResponseFilter,
  RewrittenHop,
  SecretSighting,
} from '../egress/egress.types.js';
import { PacedRedaction } from '../secrets/paced-redaction.js';
import { describeBinding, isBound, isBoundHost } from './host-binding.js';
import { type Named, type RequestText, hostOf, namesOf, textsOf, withTexts } from './request-spots.js';
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

/** What a run's requests may carry. */
export interface CarriedValues {
  readonly sealed: readonly SealedValue[];
  readonly exposed: readonly ExposedValue[];
  /** Values and placeholders that were current earlier in the run; a program may have kept one in a file. */
  readonly former: readonly ExposedValue[];
}

/** How a secret stands now, against what the run knows of it. */
export type SecretStanding = 'same' | 'changed' | 'gone';

/** The secrets of a run, as its carrier sees them. */
export interface CarriedSecrets {
  /** What the run knows; the same object until {@link CarriedSecrets.refresh}. */
  current(): CarriedValues;
  /** Names of what the call under way may not use. */
  withheld(): ReadonlySet<string>;
  /** Looks at what is stored at this moment. Throws when that cannot be seen. */
  look(): Promise<(name: string) => SecretStanding>;
  /** Takes over what is stored. */
  refresh(): Promise<void>;
}

type Note = (sighting: SecretSighting) => void;

interface Prepared extends GivenValues {
  readonly from: CarriedValues;
  readonly sealed: readonly (SealedValue & { readonly respelled: readonly string[] })[];
  /** As they stand in names of hosts and headers, in lower case. */
  readonly inNames: GivenValues;
}

/** What the program has, or had, as it may be written. */
interface GivenValues {
  readonly exposed: readonly Spelled[];
  readonly former: readonly Spelled[];
}

interface ResponseRedactor {
  readonly redactor: Redactor;
  readonly paced: PacedRedaction;
}

interface Spelled {
  readonly name: string;
  readonly spellings: readonly string[];
}

/** See the head of this file. One for each run. */
export class SecretCarrier implements RequestRewriter {
  #prepared: Prepared;
  /** Every sealed value that the run has known, with what it is, or was last, bound to. */
  #hidden: readonly SealedValue[] = [];
  readonly #responseRedactors = new Map<string, ResponseRedactor>();

  constructor(private readonly secrets: CarriedSecrets) {
    this.#prepared = prepare(secrets.current());
    this.#hide(secrets.current());
  }

  /**
   * The hop with every placeholder filled in. Throws `EgressError('DENIED', …)` when one stands where it may not, or when
   * a secret in it was deleted, switched off or, as far as the program has its value, changed meanwhile.
   */
  async rewrite(hop: OutgoingHop, _signal: AbortSignal, note: Note): Promise<RewrittenHop> {
    const [filled, seen] = sightingsOf(note, (noteBoth) => this.#fillHop(hop, noteBoth));
    if (await this.#areAsKnown(seen)) return filled;
    await this.secrets.refresh();
    return this.#fillHop(hop, note);
  }

  /** Refuses a host name that holds a value which may not go out, before a name server hears of it; as `rewrite` does. */
  async admitHost(url: string, note: Note): Promise<void> {
    const host = hostOf(url);
    const [, seen] = sightingsOf(note, (noteBoth) => this.#noteExposed(host, this.#latest().inNames, noteBoth));
    await this.#areAsKnown(seen);
  }

  /** A filter for what a host answers to which some sealed value may go: it puts the placeholders back. */
  openResponse(hop: OutgoingHop): ResponseFilter | null {
    const url = new URL(hop.url);
    this.#latest();
    const known = this.#hidden.filter(({ bindings }) => bindings.some((binding) => isBoundHost(binding, url)));
    if (known.length === 0) return null;
    const { redactor, paced } = this.#responseRedactor(known);
    const body = redactor.openByteStream();
    return {
      headers: (headers: HeaderList) =>
        headers.map(([name, value]) => [redactBytes(redactor, name), redactBytes(redactor, value)]),
      push: (bytes) => paced.pushBytes(body, bytes),
      end: () => body.end(),
    };
  }

  /** Made once for the same secrets, however many answers they may come back in. */
  #responseRedactor(known: readonly SealedValue[]): ResponseRedactor {
    const key = known.map((secret) => this.#hidden.indexOf(secret)).join(',');
    let made = this.#responseRedactors.get(key);
    if (!made) {
      const placeholders = new Map(known.map(({ name, placeholder }) => [name, placeholder]));
      const redactor = createRedactor(known, { mask: (name) => placeholders.get(name) ?? `«${name}»` });
      this.#responseRedactors.set(key, (made = { redactor, paced: new PacedRedaction(redactor) }));
    }
    return made;
  }

  /** Nothing but what every secret is known as holds, and the program's own copies of those that have changed are refused. */
  async #areAsKnown(seen: readonly SecretSighting[]): Promise<boolean> {
    if (seen.length === 0) return true;
    const standing = await this.#look();
    for (const { name, mode } of seen) {
      const now = standing(name);
      if (now === 'gone') throw revokedError(name);
      if (now === 'changed' && mode === 'exposed') throw changedError(name);
    }
    return seen.every(({ name }) => standing(name) === 'same');
  }

  #fillHop(hop: OutgoingHop, note: Note): RewrittenHop {
    const prepared = this.#latest();
    const { url, texts } = textsOf(hop);
    for (const text of texts) this.#noteExposed(text, prepared, note);
    for (const text of namesOf(hop)) this.#noteExposed(text, prepared.inNames, note);
    const filled = texts.map((text) => this.#fill(text, { url, prepared, note }));
    if (filled.every((text, at) => text === texts[at]?.text)) {
      return { url: hop.url, headers: hop.headers, body: hop.body };
    }
    return withTexts(hop, filled);
  }

  #latest(): Prepared {
    const current = this.secrets.current();
    if (this.#prepared.from === current) return this.#prepared;
    this.#prepared = prepare(current);
    this.#hide(current);
    return this.#prepared;
  }

  /** Remembers what answers must not show: also of a secret that is gone or changed by the time a host answers. */
  #hide({ sealed, exposed }: CarriedValues): void {
    const open = new Set(exposed.map(({ value }) => value));
    const current = new Set(sealed.map((secret) => JSON.stringify(secret)));
    const earlier = this.#hidden.filter((secret) => !open.has(secret.value) && !current.has(JSON.stringify(secret)));
    this.#hidden = [...sealed, ...earlier];
    this.#responseRedactors.clear();
  }

  async #look(): Promise<(name: string) => SecretStanding> {
    try {
      return await this.secrets.look();
    } catch {
      const message = 'The request was kept back: whether its secrets may still be used cannot be seen now. Try again.';
      throw new EgressError('DENIED', message);
    }
  }

  #noteExposed({ place, headerName, text }: Named, { exposed, former }: GivenValues, note: Note): void {
    for (const { name, spellings } of former) {
      if (!spellings.some((spelling) => text.includes(spelling))) continue;
      note({ name, place, headerName, mode: 'exposed' });
      throw changedError(name);
    }
    for (const { name, spellings } of exposed) {
      if (!spellings.some((spelling) => text.includes(spelling))) continue;
      note({ name, place, headerName, mode: 'exposed' });
      if (this.secrets.withheld().has(name)) throw withheldError(name);
    }
  }

  #fill(spot: RequestText, { url, prepared, note }: { url: URL; prepared: Prepared; note: Note }): string {
    let { text } = spot;
    for (const secret of prepared.sealed) {
      const filled = substitute(text, secret, spot.encode);
      const respelled = secret.respelled.some((spelling) => filled.text.includes(spelling));
      if (filled.count === 0 && !respelled) continue;
      const { name, bindings } = secret;
      note({ name, place: spot.place, headerName: spot.headerName, mode: 'sealed' });
      if (this.secrets.withheld().has(name)) throw withheldError(name);
      if (!bindings.some((binding) => isBound(binding, url, spot))) throw notBound(secret, url, spot);
      if (respelled) throw respelledError(name, url);
      ({ text } = filled);
    }
    return text;
  }
}

function prepare(from: CarriedValues): Prepared {
  const [exposed, former] = [from.exposed.map(spelled), from.former.map(spelled)];
  return {
    from,
    sealed: from.sealed.map((secret) => ({ ...secret, respelled: wireSpellings(secret.placeholder) })),
    exposed,
    former,
    inNames: { exposed: exposed.map(inLowerCase), former: former.map(inLowerCase) },
  };
}

function spelled({ name, value }: ExposedValue): Spelled {
  return { name, spellings: wireSpellings(value) };
}

function inLowerCase({ name, spellings }: Spelled): Spelled {
  return { name, spellings: [...new Set(spellings.map((spelling) => spelling.toLowerCase()))] };
}

/** What `work` comes to, and what it noted. */
function sightingsOf<T>(note: Note, work: (noteBoth: Note) => T): readonly [T, readonly SecretSighting[]] {
  const seen: SecretSighting[] = [];
  const done = work((sighting) => {
    seen.push(sighting);
    note(sighting);
  });
  return [done, seen];
}

/** Header strings hold bytes, one character each, and what they spell is mostly UTF-8. */
function redactBytes(redactor: Redactor, text: string): string {
  const stream = redactor.openByteStream();
  const shown = [stream.push(Buffer.from(text, 'latin1')), stream.end()];
  return Buffer.concat(shown).toString('latin1');
}

function revokedError(name: string): EgressError {
  return new EgressError(
    'DENIED',
    `The secret ${name} was kept back: its user has deleted it or switched it off, or its time is over. Nothing was sent. Do not try again.`,
  );
}

function changedError(name: string): EgressError {
  return new EgressError(
    'DENIED',
    `The secret ${name} was kept back: its user has changed or deleted it since the program got it. Nothing was sent. Read the variable again in a new call.`,
  );
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
