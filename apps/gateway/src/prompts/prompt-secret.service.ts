/*
 * Trusted: the vault's sealer, behind the Secrets service. Not trusted: envelopes and values from clients.
 * What must never cross: a value goes the way of every other secret, straight to the sealer; the question, the run and
 * the pages learn only that there is one.
 */
import {
  type PromptView,
  type ProvideSecret,
  type SecretAsk,
  type SecretHostBinding,
  secretBindingSchema,
} from '@cloakroom/contracts';
import { SecretRepository, Persistence, type OwnerId, type StoredPrompt } from '@cloakroom/persistence';
import { AppError, conflict, userError } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { isOpenToAnybody } from '../secrets/binding-rules.js';
import { SecretsService } from '../secrets/secrets.service.js';
import { promptView } from './prompt-view.js';
import { PromptsService } from './prompts.service.js';

/** Takes the secret that a run has asked for. The secret's id is the question's, so that a second try finds the first. */
@Injectable()
export class PromptSecretService {
  constructor(
    private readonly stored: Persistence,
    private readonly repository: SecretRepository,
    private readonly secrets: SecretsService,
    private readonly prompts: PromptsService,
  ) {}

  /** Throws `not-found`, `prompt-closed`, `secret-exists`, and whatever saving a secret throws. */
  async provide(owner: OwnerId, id: string, body: ProvideSecret): Promise<PromptView> {
    const prompt = await this.stored.prompts.find(owner, id);
    const { ask } = prompt;
    if (ask.kind !== 'secret') throw userError('invalid-input', 'This question does not ask for a secret.');
    if (prompt.state === 'provided' && (await this.isSame(owner, prompt, body))) return promptView(prompt);
    await this.prompts.assertOpen(owner, prompt);
    if (body.useExisting === true) await this.assertThere(owner, ask);
    const isNew = body.useExisting !== true && (await this.save(owner, prompt, ask, body));
    try {
      return await this.prompts.close(owner, prompt, { state: 'provided' });
    } catch (error) {
      // Declined on another page, or over, while this was stored: what nobody asks for any more is not kept.
      if (isNew && error instanceof AppError && error.code === 'prompt-closed') {
        await this.secrets.delete(owner, prompt.id);
      }
      throw error;
    }
  }

  /** Says whether it was this request that stored the secret. */
  private async save(owner: OwnerId, prompt: StoredPrompt, ask: SecretAsk, body: ProvideSecret): Promise<boolean> {
    const { description = ask.reason, sealed, value, mode } = body;
    const bindings = body.bindings ?? ask.hosts.flatMap(boundTo);
    const settings = { description, bindings, ...(mode === undefined ? {} : { mode }) };
    const content = sealed === undefined ? { value } : { sealed };
    try {
      await this.secrets.create(owner, { name: ask.name, ...settings, ...content }, prompt.id);
      return true;
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'secret-exists')) throw error;
      const there = (await this.repository.list(owner)).find(({ name }) => name === ask.name);
      if (there?.id !== prompt.id || !(await this.isSame(owner, prompt, body))) throw existsMeanwhile(ask.name);
      return false;
    }
  }

  private async assertThere(owner: OwnerId, { name }: SecretAsk): Promise<void> {
    const there = (await this.repository.list(owner)).find((secret) => secret.name === name);
    if (there === undefined)
      throw conflict('secret-missing', `There is no secret named ${name} any more. Enter its value.`);
    if (there.enabled && (there.expiresAt === null || there.expiresAt > new Date())) return;
    const message = `The secret ${name} is switched off or has expired. Switch it on on the Secrets page, then use it here.`;
    throw conflict('secret-off', message);
  }

  /** Whether this is the request that was answered before. A value in clear cannot be compared with a sealed one. */
  private async isSame(owner: OwnerId, prompt: StoredPrompt, { sealed, useExisting }: ProvideSecret): Promise<boolean> {
    if (useExisting === true) return true;
    const stored = (await this.repository.listSealed(owner)).find(({ id }) => id === prompt.id);
    return sealed !== undefined && stored?.envelope.ct === sealed.ct && stored.envelope.enc === sealed.enc;
  }
}

/** What was asked for is the model's word: a host that is none, or that anybody can have, is left out. */
function boundTo(host: string): SecretHostBinding[] {
  const binding = secretBindingSchema.safeParse({ host });
  return binding.success && !isOpenToAnybody(binding.data) ? [binding.data] : [];
}

function existsMeanwhile(name: string): AppError {
  const message = `You have a secret named ${name} by now. Use that one, or edit it on the Secrets page.`;
  return conflict('secret-exists', message, [{ path: 'name', message }]);
}
