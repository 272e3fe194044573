/*
 * Signs for one tool call. Trusted: the values. Not trusted: every request, which hostile code wrote, and what becomes of
 * a signature. What must never cross: a value, a key derived from one, or a signature that nobody wrote down.
 */
import { createHmac } from 'node:crypto';
import {
  SigningError,
  type AwsSignatureRequest,
  type HeaderList,
  type SigningPort,
  type SigningRequest,
} from '@cloakroom/sandbox';
import { signAwsRequest } from './aws-signature.js';
import { jsonWebToken } from './json-web-token.js';
import { type SigningSecret, signingKey } from './signing-key.js';

/** The secrets of the call under way, as its signer sees them. */
export interface SigningSecrets {
  /** A secret as it stands at this moment. Throws {@link SigningError} when the call does not have it, or no longer. */
  forSigning(name: string): Promise<SigningSecret>;
  /** Whether there is, or was, a secret of this name. */
  isKnown(name: string): boolean;
  /** The name of the sealed secret that a placeholder stands for; `null` for any other text. */
  nameBehind(placeholder: string): string | null;
  /** The name of a sealed secret whose placeholder is somewhere in a text, or `null`. */
  placeholderIn(text: Uint8Array | string): string | null;
}

/** How often a secret has signed. */
export interface SignedWith {
  readonly name: string;
  readonly mode: SigningSecret['mode'];
  readonly count: number;
}

/** What a call had signed, and what it was refused; names only. */
export interface SigningLog {
  readonly signed: readonly SignedWith[];
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/** A signing port that remembers what it did. */
export interface CallSigning extends SigningPort {
  log(): SigningLog;
}

/** Called before a secret signs for the first time in a call. When it throws, nothing is signed. */
export type BeforeFirstSignature = (secret: Omit<SignedWith, 'count'>) => Promise<void>;

/** See the head of this file. One for each call. */
export class CallSigner implements CallSigning {
  readonly #signed = new Map<string, SignedWith>();
  readonly #refused = new Map<string, string>();

  constructor(
    private readonly secrets: SigningSecrets,
    private readonly beforeFirst: BeforeFirstSignature = () => Promise.resolve(),
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** {@inheritDoc SigningPort.sign} */
  async sign(request: SigningRequest): Promise<string | HeaderList> {
    try {
      this.#needNoPlaceholder(request);
      return await this.#make(request);
    } catch (error) {
      if (error instanceof SigningError && this.secrets.isKnown(request.name)) {
        this.#refused.set(request.name, error.message);
      }
      throw error;
    }
  }

  /** {@inheritDoc CallSigning.log} */
  log(): SigningLog {
    const refused = [...this.#refused].map(([name, reason]) => ({ name, reason }));
    return { signed: [...this.#signed.values()], refused };
  }

  async #make(request: SigningRequest): Promise<string | HeaderList> {
    const secret = await this.secrets.forSigning(request.name);
    if (request.kind === 'aws-v4') return this.#signAws(request, secret);
    const key = signingKey(secret, request.keyEncoding);
    const made =
      request.kind === 'jwt'
        ? jsonWebToken(request, key)
        : createHmac(request.algorithm, key).update(request.message).digest(request.encoding);
    await this.#count(secret);
    return made;
  }

  /** A sealed session token is signed as the value that the broker will put in the place of its placeholder. */
  async #signAws(request: AwsSignatureRequest, secret: SigningSecret): Promise<HeaderList> {
    signingKey(secret, 'utf8');
    const tokenName = request.sessionToken === null ? null : this.secrets.nameBehind(request.sessionToken);
    const token = tokenName === null ? null : await this.secrets.forSigning(tokenName);
    if (token !== null) signingKey(token, 'utf8');
    const sessionToken = token?.value ?? request.sessionToken;
    const headers = signAwsRequest(request, { secretAccessKey: secret.value, sessionToken }, this.now());
    await this.#count(secret);
    if (token !== null) await this.#count(token);
    return headers;
  }

  async #writeDown(secret: Omit<SignedWith, 'count'>): Promise<void> {
    try {
      await this.beforeFirst(secret);
    } catch {
      throw new SigningError(`${secret.name} did not sign: its use cannot be written down now. Try again.`);
    }
  }

  #needNoPlaceholder(request: SigningRequest): void {
    for (const text of textsOf(request)) {
      const name = this.secrets.placeholderIn(text);
      if (name === null) continue;
      throw new SigningError(
        `What is to be signed holds the variable of ${name}, which is sealed: the signature would be over its placeholder and fit nothing that is sent. Sign without it, or ask the user to expose ${name}.`,
      );
    }
  }

  async #count({ name, mode }: SigningSecret): Promise<void> {
    const key = `${name}\n${mode}`;
    if (!this.#signed.has(key)) await this.#writeDown({ name, mode });
    this.#signed.set(key, { name, mode, count: (this.#signed.get(key)?.count ?? 0) + 1 });
  }
}

function textsOf(request: SigningRequest): (string | Uint8Array)[] {
  switch (request.kind) {
    case 'hmac':
      return [request.message];
    case 'jwt':
      return [request.claims, request.header ?? ''];
    case 'aws-v4':
      return [request.url, ...request.headers.map(([, value]) => value)];
  }
}
