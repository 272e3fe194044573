import {
  secretBindingSchema,
  SECRET_DESTINATIONS_MAX,
  type SecretHostBinding,
  type SecretView,
} from '@cloakroom/contracts';
import { daysBetween } from '../../platform/format-time.js';

export type SecretSort = 'name' | 'created' | 'used' | 'expiry';

/** What the list shows, and in which order. */
export interface SecretFilter {
  readonly words: string;
  /** `null` for any. */
  readonly tag: string | null;
  readonly sort: SecretSort;
}

/** The secrets that hold every word in their name, description or tags, in order. */
export function filterSecrets(secrets: readonly SecretView[], filter: SecretFilter): readonly SecretView[] {
  const words = filter.words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return secrets
    .filter(({ tags }) => filter.tag === null || hasTag(tags, filter.tag))
    .filter(({ name, description, tags }) => {
      const text = [name, description, ...tags].join('\n').toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => orders[filter.sort](a, b) || a.name.localeCompare(b.name));
}

/** Sorts behind every real end. */
const NEVER = '9999';

const orders: Record<SecretSort, (a: SecretView, b: SecretView) => number> = {
  name: (a, b) => a.name.localeCompare(b.name),
  created: (a, b) => b.createdAt.localeCompare(a.createdAt),
  used: (a, b) => (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? ''),
  expiry: (a, b) => (a.expiresAt ?? NEVER).localeCompare(b.expiresAt ?? NEVER),
};

function hasTag(tags: readonly string[], wanted: string): boolean {
  return tags.some((tag) => tag.toLowerCase() === wanted.toLowerCase());
}

/** Every tag in use, each once whatever its case, in order. */
export function tagsOf(secrets: readonly SecretView[]): readonly string[] {
  const tags = new Map(secrets.flatMap((secret) => secret.tags.map((tag) => [tag.toLowerCase(), tag] as const)));
  return [...tags.values()].sort((a, b) => a.localeCompare(b));
}

/** Days before the end of a secret from which its owner is reminded. */
export const REMINDER_DAYS = 7;

export type Expiry =
  | { readonly kind: 'never' }
  | { readonly kind: 'later' | 'soon'; readonly days: number }
  | { readonly kind: 'expired' };

/** How far off the end of a secret is, in calendar days. */
export function expiryOf(expiresAt: string | null, now: Date): Expiry {
  if (expiresAt === null) return { kind: 'never' };
  const end = new Date(expiresAt);
  if (end <= now) return { kind: 'expired' };
  const days = daysBetween(now, end);
  return { kind: days <= REMINDER_DAYS ? 'soon' : 'later', days };
}

/** "expires today", "expires tomorrow", "expires in 5 days". */
export function expiryWords(days: number): string {
  if (days === 0) return 'expires today';
  return days === 1 ? 'expires tomorrow' : `expires in ${days} days`;
}

/** Where in a request, for people: "in Authorization", "in the query". */
export function placeWords(place: SecretHostBinding['place'], headerName: string | null): string {
  if (place === 'anywhere') return '';
  if (place === 'header') return headerName === null ? 'in any header' : `in ${headerTitle(headerName)}`;
  return `in the ${place}`;
}

function headerTitle(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_match, dash: string, letter: string) => dash + letter.toUpperCase());
}

/** One binding for people: "api.x.com/2 in Authorization". */
export function bindingWords({ host, pathPrefix, place, headerName }: SecretHostBinding): string {
  return `${host}${pathPrefix ?? ''} ${placeWords(place, headerName)}`.trim();
}

/**
 * What an exposed secret could be sealed to without breaking what it was used for: everywhere that it has gone. `null`
 * when it has gone nowhere, to more places than are kept, or to one that no binding can name.
 */
export function sealOfferOf({ mode, destinations }: SecretView): readonly SecretHostBinding[] | null {
  if (mode === 'sealed' || destinations.length === 0 || destinations.length >= SECRET_DESTINATIONS_MAX) return null;
  if (destinations.some(({ host }) => host.includes('«'))) return null;
  const bindings = destinations.map(({ host, place, headerName }) =>
    secretBindingSchema.safeParse({ host, place, headerName: place === 'header' ? headerName : null }),
  );
  const offer = bindings.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return offer.length === destinations.length ? offer : null;
}
