// The value goes from its field into an envelope and nowhere else: not into React state, the query cache or a frame.
import type { SealedEnvelope, SecretAsk } from '@cloakroom/contracts';
import { useRef, useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { MaskedText } from '../../ui/masked-text.js';
import { Notice } from '../../ui/notice.js';
import { canSeal, sealValue } from '../../secrets/data/seal-value.js';
import { hintsFor } from '../../secrets/data/value-hints.js';
import { SecretValueField } from '../../secrets/secret-value-field.js';
import { HostList } from './host-list.js';
import { declinePrompt, provideSecret } from './prompts-api.js';
import { usePromptAnswer } from './use-prompt-answer.js';

export interface SecretRequestProps {
  readonly promptId: string;
  readonly ask: SecretAsk;
}

/** The secure field: a value for the secret that the agent has asked for. */
export function SecretRequest({ promptId, ask }: SecretRequestProps): ReactNode {
  const valueRef = useRef<HTMLTextAreaElement>(null);
  const [sealed, setSealed] = useState<SealedEnvelope | null>(null);
  const [valueError, setValueError] = useState<string | null>(null);
  const { busy, failure, code, send } = usePromptAnswer(promptId);

  /** Seals what stands in the field and empties it at once; sealed once, it is sent again after a failure. */
  const takeValue = async (): Promise<SealedEnvelope | null> => {
    const value = valueRef.current?.value ?? '';
    if (value === '') return sealed;
    const envelope = await sealValue(value, { name: ask.name, version: 1 });
    if (valueRef.current !== null) valueRef.current.value = '';
    setSealed(envelope);
    return envelope;
  };
  const save = async (): Promise<void> => {
    const problem = problemOf(valueRef.current?.value ?? '', sealed !== null);
    setValueError(problem);
    if (problem !== null) {
      valueRef.current?.focus();
      return;
    }
    await send(async () => {
      const envelope = await takeValue();
      if (envelope === null) throw new TypeError('There is no value to send.');
      return provideSecret(promptId, { sealed: envelope });
    });
  };

  return (
    <form
      noValidate
      autoComplete="off"
      className="grid gap-4 p-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className="text-sm wrap-anywhere">
        <MaskedText text={ask.reason} />
      </p>
      <HostList intro="The agent says it will send it to" hosts={ask.hosts} />
      {failure !== null && (
        <Notice tone="danger">
          {failure}{' '}
          {code === 'secret-exists' && (
            <Button
              tone="link"
              size="bare"
              onClick={() => void send(() => provideSecret(promptId, { useExisting: true }))}
            >
              Use the saved {ask.name}
            </Button>
          )}
        </Notice>
      )}
      {canSeal() ? (
        <SecretValueField
          valueRef={valueRef}
          error={valueError}
          placeholder={
            sealed === null ? 'Paste or type the value' : 'Sealed and ready. Save again, or type another value'
          }
          hint="Sealed in this browser and put into the vault. The agent and its model never see it."
          onInput={() => setValueError(null)}
        />
      ) : (
        <Notice tone="danger">
          This page was opened over plain HTTP, where the browser cannot seal values. Open it over HTTPS to enter one.
        </Notice>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button disabled={busy} onClick={() => void send(() => declinePrompt(promptId))}>
          Decline
        </Button>
        <Button type="submit" tone="primary" busy={busy} disabled={!canSeal()}>
          {busy ? 'Sealing…' : 'Save secret'}
        </Button>
      </div>
    </form>
  );
}

function problemOf(value: string, sealedBefore: boolean): string | null {
  if (value === '') return sealedBefore ? null : 'Enter a value.';
  return hintsFor(value).tooLong ? 'A value has at most 65536 bytes.' : null;
}
