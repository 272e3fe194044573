/*
 * The user's secrets of one run, open in memory. Trusted: the vault's opener. What must never cross: a value to anything
 * but the sandbox's environment (an exposed one), the broker and the redactor; all live as long as the run.
 */
import type { Logger } from '@cloakroom/platform';
import type { VaultOpener } from '@cloakroom/secrets/open';
import type { SecretHostBinding, SecretMode } from '@cloakroom/contracts';
import type { NamedSecret } from '../model/system-prompt.js';
import type { RunStore, SealedSecret } from '../run/run-store.port.js';
import { describeBinding } from '../sealed/host-binding.js';
import { createPlaceholder } from '../sealed/placeholder.js';
import {
  type CarriedSecrets,
  type CarriedValues,
  SecretCarrier,
  type SecretStanding,
} from '../sealed/secret-carrier.js';
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
export class RunSecrets implements CarriedSecrets {
  readonly redactor = new LiveRedactor();
  readonly #source: SecretSource;
  readonly #usedIds = new Set<string>();
  #secrets: readonly OpenSecret[] = [];
  #carried: CarriedValues = { sealed: [], exposed: [], former: [] };
  #withheldNames: ReadonlySet<string> = new Set();

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
    return Object.fromEntries(
      given.flatMap(({ name, value, placeholder }) => (value === null ? [] : [[name, placeholder ?? value]])),
    );
  }

  /** What the broker is to do about secrets in the run's requests. */
  carrier(): SecretCarrier {
    return new SecretCarrier(this);
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

  /** Ids of the secrets that a program names, or that have shown up masked, and were not reported before. */
  takeNewlyUsed(code: string): string[] {
    const masked = this.redactor.counts();
    const words = wordsOf(code);
    const used = this.#secrets.filter(
      ({ id, name }) => !this.#usedIds.has(id) && (words.has(name) || masked.has(name)),
    );
    for (const { id } of used) this.#usedIds.add(id);
    return used.map(({ id }) => id);
  }

  /** Forgets every value but what is needed to hide it. */
  drop(): void {
    this.#secrets = [];
    this.#carried = { sealed: [], exposed: [], former: [] };
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
