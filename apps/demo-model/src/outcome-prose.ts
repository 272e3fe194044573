import type { ToolOutcome } from './conversation.js';

const MAX_QUOTED_CHARACTERS = 4_000;

/** Text in a fence that it cannot close itself. */
function quote(text: string): string {
  const trimmed = text.replace(/\s+$/, '');
  const shown = trimmed.length > MAX_QUOTED_CHARACTERS ? trimmed.slice(0, MAX_QUOTED_CHARACTERS) : trimmed;
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const cut =
    shown.length < trimmed.length
      ? `\n\nThat is the beginning; ${trimmed.length - shown.length} more characters are on the tool card.`
      : '';
  return `${fence}text\n${shown}\n${fence}${cut}`;
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['TIMEOUT', 'It ran into its time limit. Ask for less in one go.'],
  ['MEMORY', 'It ran out of memory. Work on less data at a time.'],
  ['CRASHED', 'Its sandbox ended in the middle of the run; nothing else was affected. It can be run again.'],
  ['CANCELLED', 'It was stopped.'],
  ['OUTPUT_LIMIT', 'It printed or returned more than is kept. Print less.'],
  ['EGRESS_DENIED', 'The sandbox did not let the request out, for the reason above.'],
]);

function statusAdvice(output: string): string {
  const status = Number(/\bstatus:?\s*(\d{3})\b/i.exec(output)?.[1] ?? Number.NaN);
  if (status === 401 || status === 403) {
    return '\n\nThe service did not accept the credential. Check on the Secrets page that its value is the right one and still valid.';
  }
  if (status === 429) return '\n\nThe service asks for a pause: its limit of requests is reached. Try again later.';
  if (status >= 500) return '\n\nThat is a fault of the service. Try again later.';
  return '';
}

function tellSuccess({ result, output }: ToolOutcome): string {
  const printed = output.trim() === '' ? null : `Here is what the program printed:\n\n${quote(output)}`;
  const returned = result === null || result.trim() === '' ? null : `It returned:\n\n${quote(result)}`;
  const parts = [printed, returned].filter((part) => part !== null);
  if (parts.length === 0) return 'The program ran to its end. It printed nothing and returned nothing.';
  return `${parts.join('\n\n')}${statusAdvice(output)}`;
}

function tellFailure({ output, error }: ToolOutcome): string {
  const kind = error?.kind ?? 'USER_ERROR';
  const said = error === null || error.message.trim() === '' ? '' : `\n\n${quote(error.message)}`;
  const advice = ADVICE.get(kind);
  const before = output.trim() === '' ? '' : `\n\nBefore that it printed:\n\n${quote(output)}`;
  return `The program did not get to its end (${kind}).${said}${advice === undefined ? '' : `\n\n${advice}`}${before}${statusAdvice(output)}`;
}

/** Says in prose what a tool call came to, with its own words quoted. */
export function tellOutcome(outcome: ToolOutcome): string {
  return outcome.ok ? tellSuccess(outcome) : tellFailure(outcome);
}
