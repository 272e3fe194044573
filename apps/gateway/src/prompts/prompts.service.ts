import { isFinalRunStatus, type LeaseScope, type PromptView } from '@cloakroom/contracts';
import { Persistence, type OwnerId, type PromptClosing, type StoredPrompt } from '@cloakroom/persistence';
import { conflict, userError } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { promptView } from './prompt-view.js';
import { WaitingRuns } from './waiting-runs.js';

/** What agents ask a person. */
@Injectable()
export class PromptsService {
  constructor(
    private readonly stored: Persistence,
    private readonly waitingRuns: WaitingRuns,
  ) {}

  /** Questions that can still be answered, oldest first. */
  async listOpen(owner: OwnerId): Promise<{ prompts: PromptView[] }> {
    const open = await this.stored.prompts.listOpen(owner);
    const runs = await this.stored.runs.listByIds(
      owner,
      open.map(({ runId }) => runId),
    );
    const alive = new Set(runs.filter(({ status }) => !isFinalRunStatus(status)).map(({ id }) => id));
    return { prompts: open.filter(({ runId }) => alive.has(runId)).map(promptView) };
  }

  async find(owner: OwnerId, id: string): Promise<PromptView> {
    return promptView(await this.stored.prompts.find(owner, id));
  }

  /** Says no. A second time changes nothing. Throws `not-found`, `prompt-closed`. */
  async decline(owner: OwnerId, id: string): Promise<PromptView> {
    const prompt = await this.stored.prompts.find(owner, id);
    return prompt.state === 'declined' ? promptView(prompt) : this.close(owner, prompt, { state: 'declined' });
  }

  /** Says yes to the use of secrets, for as long as `scope` says. A second time changes nothing. */
  async grant(owner: OwnerId, id: string, scope: LeaseScope): Promise<PromptView> {
    const prompt = await this.stored.prompts.find(owner, id);
    if (prompt.ask.kind !== 'lease') throw userError('invalid-input', 'This question does not ask to use a secret.');
    if (prompt.state === 'granted' && prompt.scope === scope) return promptView(prompt);
    return this.close(owner, prompt, { state: 'granted', scope });
  }

  /** Closes an open question and lets its run go on. Throws `prompt-closed` when it was closed otherwise. */
  async close(owner: OwnerId, prompt: StoredPrompt, closing: PromptClosing): Promise<PromptView> {
    await this.assertOpen(owner, prompt);
    const closed = await this.stored.prompts.close(owner, prompt.id, closing);
    const after = await this.stored.prompts.find(owner, prompt.id);
    if (closed) await this.waitingRuns.goOn(after);
    else if (after.state !== closing.state || after.scope !== (closing.scope ?? null)) throw promptClosed(after);
    return promptView(after);
  }

  /** Throws `prompt-closed`, also for a question whose time is over, or whose run has ended. */
  async assertOpen(owner: OwnerId, prompt: StoredPrompt): Promise<void> {
    if (prompt.state !== 'open') throw promptClosed(prompt);
    if (prompt.expiresAt <= new Date()) throw promptClosed({ state: 'expired' });
    const [run] = await this.stored.runs.listByIds(owner, [prompt.runId]);
    if (run === undefined || isFinalRunStatus(run.status)) throw promptClosed({ state: 'withdrawn' });
  }
}

/** 409: there is nothing to answer any more. */
function promptClosed({ state }: Pick<StoredPrompt, 'state'>) {
  return conflict('prompt-closed', closedWords(state));
}

function closedWords(state: StoredPrompt['state']): string {
  switch (state) {
    case 'open':
    case 'provided':
    case 'granted':
      return 'This was answered already, perhaps on another page.';
    case 'declined':
      return 'This was declined already, perhaps on another page.';
    case 'expired':
      return 'The time for an answer is over, and the agent went on without it. Ask it again.';
    case 'withdrawn':
      return 'The answer that asked for this has ended. Ask the agent again.';
  }
}
