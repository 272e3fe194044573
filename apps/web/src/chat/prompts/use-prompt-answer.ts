import type { PromptView } from '@cloakroom/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, messageOf } from '../../platform/api-client.js';
import { SECRETS_KEY } from '../../secrets/data/secrets-key.js';
import { promptKey } from './prompts-api.js';

export interface PromptAnswer {
  readonly busy: boolean;
  /** What to show when the answer was refused. */
  readonly failure: string | null;
  /** The machine-readable reason of the refusal. */
  readonly code: string | null;
  /** Sends an answer; what comes back is shown at once. */
  readonly send: (answer: () => Promise<PromptView>) => Promise<void>;
}

/** Sends answers to a question. One that was answered on another page meanwhile is read again. */
export function usePromptAnswer(promptId: string): PromptAnswer {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ readonly message: string; readonly code: string | null } | null>(null);

  const send = async (answer: () => Promise<PromptView>): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    try {
      client.setQueryData(promptKey(promptId), await answer());
      await client.invalidateQueries({ queryKey: SECRETS_KEY });
    } catch (error) {
      const code = error instanceof ApiError ? (error.problem?.code ?? null) : null;
      setRefusal({ message: messageOf(error), code });
      if (code === 'prompt-closed') await client.invalidateQueries({ queryKey: promptKey(promptId) });
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure: refusal?.message ?? null, code: refusal?.code ?? null, send };
}
