import type { LeaseAsk } from '@cloakroom/contracts';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { CodeText } from '../../ui/code-block.js';
import { Notice } from '../../ui/notice.js';
import { HostList } from './host-list.js';
import { scopeLabels } from './prompt-words.js';
import { declinePrompt, grantLease } from './prompts-api.js';
import { usePromptAnswer } from './use-prompt-answer.js';

const SCOPES = ['once', 'conversation', 'hour', 'always'] as const;

export interface LeaseRequestProps {
  readonly promptId: string;
  readonly ask: LeaseAsk;
}

/** Asks for leave to run a program with secrets that are to be asked for before use. */
export function LeaseRequest({ promptId, ask }: LeaseRequestProps): ReactNode {
  const { busy, failure, send } = usePromptAnswer(promptId);
  return (
    <div>
      <div className="bg-sunken">
        <CodeText
          text={ask.code}
          label={`${ask.language === 'python' ? 'Python' : 'JavaScript'} code`}
          className="max-h-64"
        />
      </div>
      <div className="grid gap-3 border-t border-line p-3.5">
        <p className="text-sm">
          This code reads <strong className="font-mono text-xs wrap-anywhere">{ask.names.join(', ')}</strong>. It has
          not run yet.
        </p>
        <HostList intro="It names the hosts" hosts={ask.hosts} />
        {failure !== null && <Notice tone="danger">{failure}</Notice>}
        <div role="group" aria-label="Allow" className="grid grid-cols-2 gap-2 sm:flex sm:justify-end">
          <Button
            disabled={busy}
            className="max-sm:order-last max-sm:col-span-2"
            onClick={() => void send(() => declinePrompt(promptId))}
          >
            Decline
          </Button>
          {SCOPES.map((scope) => (
            <Button
              key={scope}
              tone={scope === 'once' ? 'primary' : 'quiet'}
              disabled={busy}
              onClick={() => void send(() => grantLease(promptId, scope))}
            >
              {scopeLabels[scope]}
            </Button>
          ))}
        </div>
      </div>
    </div>
  );
}
