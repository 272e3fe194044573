import { randomUUID } from 'node:crypto';
import type { LeaseAsk, PromptAsk, SecretAsk } from '@cloakroom/contracts';
import type { PlannedCode } from '../model/model.port.js';
import { promptAnswer } from '../model/prompt-message.js';
import type { PacedRedaction } from '../secrets/paced-redaction.js';
import type { NamedInCode, RunSecrets } from '../secrets/run-secrets.js';
import { toolMessage } from '../tools/tool-message.js';
import type { RunAsks } from './run-checkpoint.js';
import type { RunEventWriter } from './run-event.writer.js';
import type { RunParts } from './run-parts.js';
import type { ClaimedRun, KnownPrompt, RunPrompt } from './run-store.port.js';

const MAX_SHOWN_HOSTS = 20;

/** What an attempt's questions are asked with. */
export interface UserQuestionsParts {
  readonly run: ClaimedRun;
  readonly parts: RunParts;
  readonly writer: RunEventWriter;
  readonly secrets: RunSecrets;
  readonly paced: PacedRedaction;
  /** The question that an earlier attempt asked, or was about to ask. */
  readonly asks: RunAsks | null;
}

/** A question that has its answer. */
export type ClosedPrompt = KnownPrompt & { readonly state: Exclude<KnownPrompt['state'], 'open'> };

/** How a call stands with the user: it has to wait for this question, or the question has its answer, or is needless. */
export type Asked =
  | { readonly outcome: 'wait'; readonly prompt: RunPrompt }
  | { readonly outcome: 'closed'; readonly prompt: ClosedPrompt }
  | { readonly outcome: 'needless'; readonly message: string };

/** How a program stands with the user: it may run without the secrets in `withheld` (ids), or as in {@link Asked}. */
export type Leave = Asked | { readonly outcome: 'free'; readonly withheld: ReadonlySet<string> };

/** The questions of one attempt to its user. Each has the same id in every attempt, so it is asked and answered once. */
export class UserQuestions {
  readonly #asking: UserQuestionsParts;
  readonly #redact: (text: string) => string;

  constructor(asking: UserQuestionsParts) {
    this.#asking = asking;
    this.#redact = (text) => asking.secrets.redactor.redact(text);
  }

  /** How the request of a secret stands. */
  async secret(callId: string, ask: SecretAsk): Promise<Asked> {
    const known = await this.#known(callId);
    if (known !== null) return known;
    const { secrets, parts, run } = this.#asking;
    const { maxSecretPrompts } = parts.limits;
    if (secrets.named().some(({ name }) => name === ask.name)) return needless(alreadyThere(ask.name), true);
    if ((await parts.store.countPrompts(run, 'secret')) >= maxSecretPrompts) {
      return needless(`A run may ask for ${maxSecretPrompts} secrets. Say what is missing instead.`, false);
    }
    return { outcome: 'wait', prompt: this.#newPrompt(callId, ask) };
  }

  /**
   * Whether a program may start: every secret that it names and that is to be asked for needs a lease, or a yes to this
   * very call. Looked at anew before each call, so that what was taken back meanwhile is asked for again.
   */
  async leave(call: PlannedCode): Promise<Leave> {
    const known = await this.#known(call.callId);
    if (known?.outcome === 'wait') return known;
    const granted = known?.outcome === 'closed' && known.prompt.state === 'granted' ? known.prompt : null;
    if (known !== null && granted === null) return known;
    const { secrets, parts, run } = this.#asking;
    const { guarded, leased, settled } = await parts.store.guards(run, granted?.id ?? null);
    const named = secrets.namedIn(call.code).filter(({ id }) => guarded.has(id) && !leased.has(id));
    const agreed = new Set(granted === null ? [] : named.filter((one) => isAgreed(granted, one, settled)).map(idOf));
    if (named.every(({ id }) => agreed.has(id))) {
      return { outcome: 'free', withheld: new Set([...guarded].filter((id) => !leased.has(id) && !agreed.has(id))) };
    }
    const { maxLeasePrompts } = parts.limits;
    if ((await parts.store.countPrompts(run, 'lease')) >= maxLeasePrompts) {
      return needless(`This call was not run: a run may ask ${maxLeasePrompts} times to use secrets.`, false);
    }
    const ask = await this.#leaseAsk(call, named);
    return { outcome: 'wait', prompt: this.#newPrompt(call.callId, ask, granted !== null) };
  }

  async #leaseAsk({ callId, language, code }: PlannedCode, named: readonly NamedInCode[]): Promise<LeaseAsk> {
    const names = named.map(({ name }) => name);
    const shown = await this.#asking.paced.redact(code);
    return {
      kind: 'lease',
      toolCallId: callId,
      language,
      code: shown,
      names,
      hosts: hostsOf(shown, named).map(this.#redact),
    };
  }

  /** What the model is told of an answer. */
  messageOf({ ask, state }: ClosedPrompt): string {
    if (ask.kind === 'secret' && state === 'provided' && !this.#has(ask.name)) {
      return answer(`The user saved ${ask.name}, but it is not available any more. Go on without it.`, false);
    }
    return promptAnswer(ask, state, this.#redact);
  }

  #has(name: string): boolean {
    return this.#asking.secrets.named().some((secret) => secret.name === name);
  }

  async #known(callId: string): Promise<Asked | null> {
    const { asks, parts, run } = this.#asking;
    if (asks?.calls[0]?.callId !== callId) return null;
    const prompt = await parts.store.findPrompt(run, asks.promptId);
    if (prompt === null) return null;
    const { state } = prompt;
    if (state === 'open') return { outcome: 'wait', prompt };
    this.#show(prompt);
    return { outcome: 'closed', prompt: { ...prompt, state } };
  }

  /** Tells the page of a closed question whatever it has not heard yet. */
  #show({ id: promptId, ask, expiresAt, state, scope }: KnownPrompt): void {
    const { writer } = this.#asking;
    const shown = writer.view.parts.find((part) => part.type === 'prompt' && part.promptId === promptId);
    if (shown === undefined) {
      writer.emit({ type: 'prompt.opened', promptId, ask, expiresAt: expiresAt.getTime() });
    }
    if (state !== 'open') writer.emit({ type: 'prompt.closed', promptId, state, scope });
  }

  /** `again`: the question of an earlier attempt was answered, and this one is another. */
  #newPrompt(callId: string, ask: PromptAsk, again = false): RunPrompt {
    const { asks, parts } = this.#asking;
    const id = !again && asks?.calls[0]?.callId === callId ? asks.promptId : randomUUID();
    return { id, ask, expiresAt: new Date(Date.now() + parts.limits.promptTtlMs) };
  }
}

/** A yes to this call counts for what it named, unless the lease that came of it has been taken back since. */
function isAgreed(
  { ask, scope }: ClosedPrompt,
  { id, name }: { readonly id: string; readonly name: string },
  settled: ReadonlySet<string>,
): boolean {
  return ask.kind === 'lease' && ask.names.includes(name) && (scope === 'once' || !settled.has(id));
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}

/** Hosts that a program spells out, and those that its secrets are bound to. */
function hostsOf(code: string, named: readonly NamedInCode[]): string[] {
  const found = [...code.matchAll(/\bhttps?:\/\/([a-z0-9.-]+(?::[0-9]+)?)/gi)].map(([, host = '']) =>
    host.toLowerCase(),
  );
  return [...new Set([...found, ...named.flatMap(({ hosts }) => hosts)])].slice(0, MAX_SHOWN_HOSTS);
}

function alreadyThere(name: string): string {
  return `The secret ${name} is there already: read process.env.${name} or os.environ["${name}"].`;
}

function needless(text: string, ok: boolean): Asked {
  return { outcome: 'needless', message: answer(text, ok) };
}

function answer(text: string, ok: boolean): string {
  const error = ok ? null : ({ kind: 'USER_ERROR', message: text } as const);
  return toolMessage({ result: ok ? text : null, output: '', error, denials: [] }, (same) => same);
}
