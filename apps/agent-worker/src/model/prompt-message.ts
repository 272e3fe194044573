import type { PromptAsk, PromptState } from '@cloakroom/contracts';
import { toolMessage } from '../tools/tool-message.js';

/** What the model is told about a question to the user that has been closed; it names variables, never values. */
export function promptAnswer(
  ask: PromptAsk,
  state: Exclude<PromptState, 'open'>,
  redact: (text: string) => string,
): string {
  const words = ask.kind === 'secret' ? secretWords(ask.name, state) : leaseWords(ask.names, state);
  const error = words.ok ? null : ({ kind: 'USER_ERROR', message: words.text } as const);
  return toolMessage({ result: words.ok ? words.text : null, output: '', error, denials: [] }, redact);
}

interface Words {
  readonly ok: boolean;
  readonly text: string;
}

function secretWords(name: string, state: Exclude<PromptState, 'open'>): Words {
  switch (state) {
    case 'provided':
    case 'granted':
      return {
        ok: true,
        text: `The user saved the secret ${name}. From the next call on it is process.env.${name} and os.environ["${name}"]. Go on with the task.`,
      };
    case 'declined':
      return {
        ok: false,
        text: `The user declined to give ${name}. Do not ask again; go on without it, or say what cannot be done.`,
      };
    case 'expired':
      return {
        ok: false,
        text: `The user did not answer in time, so there is no ${name}. Go on without it, or say what cannot be done.`,
      };
    case 'withdrawn':
      return { ok: false, text: `The request for ${name} was withdrawn, because the run was stopped.` };
  }
}

function leaseWords(names: readonly string[], state: Exclude<PromptState, 'open'>): Words {
  const which = names.join(', ');
  switch (state) {
    case 'granted':
    case 'provided':
      return { ok: true, text: `The user allowed the use of ${which}.` };
    case 'declined':
      return {
        ok: false,
        text: `This call was not run: the user did not allow the use of ${which}. Do not try again; go on without it, or say what cannot be done.`,
      };
    case 'expired':
      return { ok: false, text: `This call was not run: the user did not say in time whether ${which} may be used.` };
    case 'withdrawn':
      return {
        ok: false,
        text: `This call was not run: the run was stopped while it waited for the user's leave to use ${which}.`,
      };
  }
}
