import { secretBindingSchema, secretTagsSchema, type SecretHostBinding, type SecretView } from '@cloakroom/contracts';
import type { SecretSettings } from './secrets-api.js';

/** A binding as it stands in the form; empty texts for what is not said. */
export interface BindingDraft {
  readonly host: string;
  readonly pathPrefix: string;
  readonly place: SecretHostBinding['place'];
  readonly headerName: string;
}

/** The settings as they stand in the form. */
export interface SettingsDraft {
  /** Separated by commas. */
  readonly tags: string;
  /** A local date, `YYYY-MM-DD`, whose end is the secret's; empty for none. */
  readonly expiresOn: string;
  readonly mode: SecretView['mode'];
  readonly bindings: readonly BindingDraft[];
  readonly askBeforeUse: boolean;
}

export const EMPTY_BINDING: BindingDraft = { host: '', pathPrefix: '', place: 'anywhere', headerName: '' };

export const EMPTY_DRAFT: SettingsDraft = {
  tags: '',
  expiresOn: '',
  mode: 'exposed',
  bindings: [],
  askBeforeUse: false,
};

/** The settings of a secret for which nothing was said. */
export const EMPTY_SETTINGS: FormSettings = {
  tags: [],
  expiresAt: null,
  mode: 'exposed',
  bindings: [],
  askBeforeUse: false,
};

/** What is wrong in the form; `bindings` has one message a line, `null` where there is nothing to say. */
export interface SettingsErrors {
  readonly tags: string | null;
  readonly expiresOn: string | null;
  readonly hosts: string | null;
  readonly bindings: readonly (string | null)[];
}

/** The settings that the form holds. */
export type FormSettings = Omit<SecretSettings, 'description' | 'enabled'>;

/** The form's beginning for a stored secret. */
export function draftOf(secret: SecretView): SettingsDraft {
  return {
    tags: secret.tags.join(', '),
    expiresOn: secret.expiresAt === null ? '' : localDate(new Date(secret.expiresAt)),
    mode: secret.mode,
    bindings: secret.bindings.map(({ host, pathPrefix, place, headerName }) => ({
      host,
      pathPrefix: pathPrefix ?? '',
      place,
      headerName: headerName ?? '',
    })),
    askBeforeUse: secret.askBeforeUse,
  };
}

/** A date in the reader's zone as `<input type="date">` writes it. */
export function localDate(date: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The date so many days after `now`. */
export function dateInDays(days: number, now: Date): string {
  return localDate(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days));
}

/** The last moment of a local date, or `null` for a text that is none. */
function endOfDay(text: string): Date | null {
  const end = new Date(`${text}T23:59:59.999`);
  return Number.isNaN(end.getTime()) ? null : end;
}

/** The settings that a form asks for, or what is wrong with it. Empty lines among the hosts count as not there. */
export function readSettings(draft: SettingsDraft, now: Date): { settings: FormSettings } | { errors: SettingsErrors } {
  const tags = secretTagsSchema.safeParse(
    draft.tags
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  );
  const end = draft.expiresOn === '' ? null : endOfDay(draft.expiresOn);
  const expiresOn = expiryProblem(draft.expiresOn, end, now);
  const filled = draft.bindings.map((line) => (isEmpty(line) ? null : readBinding(line)));
  const lines = filled.map((outcome) => (typeof outcome === 'string' ? outcome : null));
  const bindings = filled.flatMap((outcome) => (outcome === null || typeof outcome === 'string' ? [] : [outcome]));
  const hosts =
    draft.mode === 'sealed' && bindings.length === 0 && lines.every((line) => line === null)
      ? 'Name at least one host that it may go to, for example api.example.com.'
      : null;
  if (!tags.success || expiresOn !== null || hosts !== null || lines.some((line) => line !== null)) {
    return { errors: { tags: tags.error?.issues[0]?.message ?? null, expiresOn, hosts, bindings: lines } };
  }
  const { mode, askBeforeUse } = draft;
  return { settings: { tags: tags.data, expiresAt: end?.toISOString() ?? null, mode, bindings, askBeforeUse } };
}

function expiryProblem(text: string, end: Date | null, now: Date): string | null {
  if (text === '') return null;
  if (end === null) return 'Enter a date.';
  return end <= now ? 'This day is over. Choose a later one, or none.' : null;
}

function isEmpty({ host, pathPrefix, headerName }: BindingDraft): boolean {
  return [host, pathPrefix, headerName].every((text) => text.trim() === '');
}

/** The binding, or the sentence that says what is wrong with it. */
function readBinding({ host, pathPrefix, place, headerName }: BindingDraft): SecretHostBinding | string {
  const outcome = secretBindingSchema.safeParse({
    host,
    pathPrefix: pathPrefix.trim() === '' ? null : pathPrefix.trim(),
    place,
    headerName: place !== 'header' || headerName.trim() === '' ? null : headerName.trim(),
  });
  return outcome.success ? outcome.data : (outcome.error.issues[0]?.message ?? 'This host is not valid.');
}

/** The settings that differ from those before. A date that was not touched keeps its stored time. */
export function changedFrom(secret: FormSettings, settings: FormSettings): Partial<FormSettings> {
  const sameDay =
    secret.expiresAt !== null &&
    settings.expiresAt !== null &&
    localDate(new Date(secret.expiresAt)) === localDate(new Date(settings.expiresAt));
  const wanted: FormSettings = sameDay ? { ...settings, expiresAt: secret.expiresAt } : settings;
  return {
    ...(same(secret.tags, wanted.tags) ? {} : { tags: wanted.tags }),
    ...(secret.expiresAt === wanted.expiresAt ? {} : { expiresAt: wanted.expiresAt }),
    ...(secret.mode === wanted.mode ? {} : { mode: wanted.mode }),
    ...(same(secret.bindings, wanted.bindings) ? {} : { bindings: wanted.bindings }),
    ...(secret.askBeforeUse === wanted.askBeforeUse ? {} : { askBeforeUse: wanted.askBeforeUse }),
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
