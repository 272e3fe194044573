import type { LeaseScope, PromptAsk, PromptState } from '@cloakroom/contracts';

/** What the buttons of a lease say. */
export const scopeLabels: Readonly<Record<LeaseScope, string>> = {
  once: 'Once',
  conversation: 'This conversation',
  hour: '1 hour',
  always: 'Always',
};

const scopeWords: Readonly<Record<LeaseScope, string>> = {
  once: 'for this one call',
  conversation: 'for this conversation',
  hour: 'for one hour',
  always: 'from now on',
};

/** What came of a question, in one sentence. */
export function closedWords(ask: PromptAsk, state: Exclude<PromptState, 'open'>, scope: LeaseScope | null): string {
  const names = ask.kind === 'secret' ? ask.name : ask.names.join(', ');
  switch (state) {
    case 'provided':
      return `You saved ${names}.`;
    case 'granted':
      return `You allowed the use of ${names}${scope === null ? '' : ` ${scopeWords[scope]}`}.`;
    case 'declined':
      return ask.kind === 'secret'
        ? `You declined to give ${names}.`
        : `You did not allow the use of ${names}. The code was not run.`;
    case 'expired':
      return ask.kind === 'secret'
        ? `The time to give ${names} ran out.`
        : `The time to allow the use of ${names} ran out. The code was not run.`;
    case 'withdrawn':
      return ask.kind === 'secret'
        ? `${names} is not asked for any more.`
        : `The code that reads ${names} was not run.`;
  }
}
