/*
 * The user's secrets of one run, open in memory. Trusted: the vault's opener. What must never cross: a value to anything
 * but the sandbox's environment (an exposed one), the broker, the signer and the redactor; all live as long as the run.
 */
import type { Logger } from '@cloakroom/platform';
import type { VaultOpener } from '@cloakroom/secrets/open';
import type { SecretHostBinding, SecretMode } from '@cloakroom/contracts';
import type { NamedSecret } from '../model/system-prompt.js';
import type { RunStore, SealedSecret } from '../run/run-store.port.js';
import { describeBinding } from '../sealed/host-binding.js';
import { PLACEHOLDER_PREFIX, createPlaceholder } from '../sealed/placeholder.js';
import {
  type CarriedSecrets,
  type CarriedValues,
  SecretCarrier,
  type SecretStanding,
} from '../sealed/secret-carrier.js';
import { type BeforeFirstSignature, CallSigner, type SigningSecrets } from '../signing/call-signer.js';
import { signingErrors } from '../signing/signing-errors.js';
import type { SigningSecret } from '../signing/signing-key.js';
import { LiveRedactor } from './live-redactor.js';

interface OpenSecret {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  /** `null` when it did not open. */
  readonly value: string | null;
  /** What programs get instead of the value; `null` for an exposed secret. */
  readonly placeholder: string | null;
  readonly bindings: readonly SecretHostBinding[];
}

/** A secret that a program names. */
export interface NamedInCode {
  readonly id: string;
  readonly name: string;
  readonly mode: SecretMode;
  readonly hosts: readonly string[];
}

/** Where a run's secrets come from. */
export interface SecretSource {
  /** Those that are stored, on, and not past their time, now. */
  list(): Promise<readonly SealedSecret[]>;
  /** A value, or `null` when it does not open. */
  open(secret: SealedSecret): Promise<string | null>;
}

/** A source in the database and the vault. What does not open is logged, and the model is told so. */
export function storedSecrets(
  owner: { readonly userId: string; readonly runId: string },
  parts: { readonly store: Pick<RunStore, 'listSecrets'>; readonly vault: VaultOpener; readonly logger: Logger },
): SecretSource {
  return {
    list: () => parts.store.listSecrets(owner.userId),
    open: async ({ id, name, version, envelope }) => {
      try {
        return (await parts.vault.open({ envelope, userId: owner.userId, name, version })).reveal();
      } catch (error) {
        parts.logger.error({ err: error, runId: owner.runId, secretId: id }, 'A secret could not be opened');
        return null;
      }
    },
  };
}

/** The secrets of one run, as they stand; see the head of this file. */
export class RunSecrets implements CarriedSecrets, SigningSecrets {
  readonly redactor = new LiveRedactor();
  /** Makes what signs for one call. */
  readonly openSigner = (beforeFirst?: BeforeFirstSignature): CallSigner => new CallSigner(this, beforeFirst);
  readonly #source: SecretSource;
  readonly #usedIds = new Set<string>();
  #secrets: readonly OpenSecret[] = [];
  #carried: CarriedValues = { sealed: [], exposed: [], former: [] };
  #withheldNames: ReadonlySet<string> = new Set();
  /** Ids of what the call under way has, by name. */
  #given: ReadonlyMap<string, string> = new Map();

  private constructor(source: SecretSource) {
    this.#source = source;
  }

  static async open(source: SecretSource): Promise<RunSecrets> {
    const secrets = new RunSecrets(source);
    await secrets.refresh();
    return secrets;
  }

  /** Takes over what has changed since. What was known stays hidden in everything that is shown. */
  async refresh(): Promise<void> {
    const known = new Map(this.#secrets.map((secret) => [secret.id, secret]));
    const listed = await this.#source.list();
    this.#secrets = await Promise.all(listed.map((secret) => this.#openOnce(secret, known.get(secret.id))));
    const texts = this.#secrets.flatMap(({ name, value, placeholder }) =>
      [value, placeholder].flatMap((text) => (text === null ? [] : [{ name, value: text }])),
    );
    this.redactor.learn(texts);
    const current = new Set(texts.map(({ value }) => value));
    const former = this.redactor.known().filter(({ value }) => !current.has(value));
    this.#carried = { ...carriedValues(this.#secrets), former };
  }

  /** What the model may know of them. Descriptions are redacted: a user may have put a value there. */
  named(): NamedSecret[] {
    return this.#secrets.map(({ name, description, value, placeholder, bindings }) => ({
      name,
      ...(placeholder === null ? {} : { onlyTo: bindings.map(describeBinding) }),
      description:
        value === null
          ? 'Not available: its value could not be opened. The user has to save it again on the Secrets page.'
          : this.redactor.redact(description),
    }));
  }

  /**
   * The sandbox's environment for the next call, without the secrets (by id) whose user has to be asked first. Until the
   * one after that, the broker lets none of them out either: an earlier call may have kept one in a file.
   */
  env(withheld: ReadonlySet<string>): Record<string, string> {
    const given = this.#secrets.filter(({ id }) => !withheld.has(id));
    this.#withheldNames = new Set(this.#secrets.filter(({ id }) => withheld.has(id)).map(({ name }) => name));
    this.#given = new Map(given.map(({ id, name }) => [name, id]));
    return Object.fromEntries(
      given.flatMap(({ name, value, placeholder }) => (value === null ? [] : [[name, placeholder ?? value]])),
    );
  }

  /** What the broker is to do about secrets in the run's requests. */
  carrier(): SecretCarrier {
    return new SecretCarrier(this);
  }

  /** {@inheritDoc SigningSecrets.forSigning} */
  async forSigning(name: string): Promise<SigningSecret> {
    const id = this.#given.get(name);
    if (id === undefined) throw this.#withheldNames.has(name) ? signingErrors.withheld(name) : signingErrors.notGiven();
    const standing = (await this.#lookToSign())(name);
    if (standing === 'changed') await this.refresh();
    const now = standing === 'gone' ? undefined : this.#secrets.find((secret) => secret.id === id);
    if (now === undefined) throw signingErrors.revoked(name);
    if (now.value === null) throw signingErrors.notOpened(name);
    return { name: now.name, mode: now.placeholder === null ? 'exposed' : 'sealed', value: now.value };
  }

  /** {@inheritDoc SigningSecrets.isKnown} */
  isKnown(name: string): boolean {
    return this.#given.has(name) || this.#withheldNames.has(name);
  }

  /** {@inheritDoc SigningSecrets.nameBehind} */
  nameBehind(placeholder: string): string | null {
    return this.#carried.sealed.find((secret) => secret.placeholder === placeholder)?.name ?? null;
  }

  /** {@inheritDoc SigningSecrets.placeholderIn} */
  placeholderIn(text: Uint8Array | string): string | null {
    const bytes = typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.length);
    if (!bytes.includes(PLACEHOLDER_PREFIX)) return null;
    return this.#carried.sealed.find(({ placeholder }) => bytes.includes(placeholder))?.name ?? null;
  }

  /** {@inheritDoc CarriedSecrets.current} */
  current(): CarriedValues {
    return this.#carried;
  }

  /** {@inheritDoc CarriedSecrets.withheld} */
  withheld(): ReadonlySet<string> {
    return this.#withheldNames;
  }

  /** {@inheritDoc CarriedSecrets.look} */
  async look(): Promise<(name: string) => SecretStanding> {
    const stored = new Map((await this.#source.list()).map((secret) => [secret.name, secret]));
    const known = new Map(this.#secrets.map((secret) => [secret.name, secret]));
    return (name) => {
      const [now, then] = [stored.get(name), known.get(name)];
      if (now === undefined) return 'gone';
      return then !== undefined && isUnchanged(then, now) ? 'same' : 'changed';
    };
  }

  /** The secrets that a program names, and the hosts that they are bound to. */
  namedIn(code: string): NamedInCode[] {
    const words = wordsOf(code);
    const named = this.#secrets.filter(({ name }) => words.has(name));
    return named.map(({ id, name, placeholder, bindings }) => ({
      id,
      name,
      mode: placeholder === null ? ('exposed' as const) : ('sealed' as const),
      hosts: bindings.map(({ host }) => host),
    }));
  }

  /** Ids of the secrets that a program names, that have shown up masked, or that signed, and were not reported before. */
  takeNewlyUsed(code: string, signed: readonly string[] = []): string[] {
    const masked = this.redactor.counts();
    const words = wordsOf(code);
    const used = this.#secrets.filter(
      ({ id, name }) => !this.#usedIds.has(id) && (words.has(name) || masked.has(name) || signed.includes(name)),
    );
    for (const { id } of used) this.#usedIds.add(id);
    return used.map(({ id }) => id);
  }

  /** Forgets every value but what is needed to hide it. */
  drop(): void {
    this.#secrets = [];
    this.#given = new Map();
    this.#carried = { sealed: [], exposed: [], former: [] };
  }

  async #lookToSign(): Promise<(name: string) => SecretStanding> {
    try {
      return await this.look();
    } catch {
      throw signingErrors.notSeen();
    }
  }

  async #openOnce(secret: SealedSecret, known: OpenSecret | undefined): Promise<OpenSecret> {
    const { id, name, description, version, mode, bindings } = secret;
    const value = known?.version === version ? known.value : await this.#source.open(secret);
    const placeholder = mode === 'sealed' ? (known?.placeholder ?? createPlaceholder()) : null;
    return { id, name, description, version, value, placeholder, bindings };
  }
}

function isUnchanged(then: OpenSecret, now: SealedSecret): boolean {
  return (
    then.id === now.id &&
    then.version === now.version &&
    (then.placeholder === null) === (now.mode === 'exposed') &&
    JSON.stringify(then.bindings) === JSON.stringify(now.bindings)
  );
}

function carriedValues(secrets: readonly OpenSecret[]): Omit<CarriedValues, 'former'> {
  const open = secrets.flatMap((secret) => (secret.value === null ? [] : [{ ...secret, value: secret.value }]));
  return {
    sealed: open.flatMap(({ placeholder, ...rest }) => (placeholder === null ? [] : [{ ...rest, placeholder }])),
    exposed: open.filter(({ placeholder }) => placeholder === null),
  };
}

function wordsOf(code: string): ReadonlySet<string> {
  return new Set(code.match(/[A-Z_][A-Z0-9_]*/g) ?? []);
}
