/*
 * The user's secrets of one run, open in memory. Trusted: the vault's opener. What must never cross: a value to anything
 * but the sandbox's environment (an exposed one), the broker and the redactor; all live as long as the run.
 */
import type { Logger } from '@cloakroom/platform';
import { type Redactor, createRedactor } from '@cloakroom/redaction';
import type { VaultOpener } from '@cloakroom/secrets/open';
import type { SecretHostBinding } from '@cloakroom/contracts';
import type { NamedSecret } from '../model/system-prompt.js';
import type { SealedSecret } from '../run/run-store.port.js';
import { describeBinding } from '../sealed/host-binding.js';
import { createPlaceholder } from '../sealed/placeholder.js';
import { SecretCarrier } from '../sealed/secret-carrier.js';

interface OpenSecret {
  readonly id: string;
  readonly name: string;
  readonly description: string;
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
  readonly hosts: readonly string[];
}

/** Opens all secrets of a user for one run. One that does not open is left out, and the model is told so. */
export async function openRunSecrets(
  opener: VaultOpener,
  owner: { readonly userId: string; readonly runId: string },
  sealed: readonly SealedSecret[],
  logger: Logger,
): Promise<RunSecrets> {
  const opened = await Promise.all(
    sealed.map(async ({ id, name, description, version, envelope, mode, bindings }): Promise<OpenSecret> => {
      const placeholder = mode === 'sealed' ? createPlaceholder() : null;
      try {
        const value = await opener.open({ envelope, userId: owner.userId, name, version });
        return { id, name, description, value: value.reveal(), placeholder, bindings };
      } catch (error) {
        logger.error({ err: error, runId: owner.runId, secretId: id }, 'A secret could not be opened');
        return { id, name, description, value: null, placeholder, bindings };
      }
    }),
  );
  return new RunSecrets(opened);
}

/** See {@link openRunSecrets}. */
export class RunSecrets {
  #secrets: readonly OpenSecret[];
  readonly #usedIds = new Set<string>();
  #withheldNames: ReadonlySet<string> = new Set();
  readonly redactor: Redactor;

  constructor(secrets: readonly OpenSecret[]) {
    this.#secrets = secrets;
    this.redactor = createRedactor(
      secrets.flatMap(({ name, value, placeholder }) =>
        [value, placeholder].flatMap((text) => (text === null ? [] : [{ name, value: text }])),
      ),
    );
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
    const open = this.#secrets.flatMap((secret) => (secret.value === null ? [] : [{ ...secret, value: secret.value }]));
    const sealed = open.flatMap(({ placeholder, ...rest }) => (placeholder === null ? [] : [{ ...rest, placeholder }]));
    return new SecretCarrier(
      sealed,
      open.filter(({ placeholder }) => placeholder === null),
      () => this.#withheldNames,
    );
  }

  /** The secrets that a program names, and the hosts that they are bound to. */
  namedIn(code: string): NamedInCode[] {
    const words = wordsOf(code);
    const named = this.#secrets.filter(({ name }) => words.has(name));
    return named.map(({ id, name, bindings }) => ({ id, name, hosts: bindings.map(({ host }) => host) }));
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

  /** Forgets every value. */
  drop(): void {
    this.#secrets = [];
  }
}

function wordsOf(code: string): ReadonlySet<string> {
  return new Set(code.match(/[A-Z_][A-Z0-9_]*/g) ?? []);
}
