import type { SignUpMode } from '@cloakroom/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messageOf } from '../platform/api-client.js';
import { Notice } from '../ui/notice.js';
import { fetchSignUpRule, refetchAdmin, setSignUpRule, SIGN_UP_KEY } from './admin-api.js';

const MODES: readonly { readonly mode: SignUpMode; readonly label: string; readonly words: string }[] = [
  { mode: 'open', label: 'Everybody', words: 'Whoever reaches this address can make an account.' },
  { mode: 'invitation', label: 'By invitation', words: 'Only with a link that is made below.' },
  { mode: 'closed', label: 'Nobody', words: 'Invitations that are still open do not help either.' },
];

/** The rule of who may make an account. */
export function SignUpSection(): ReactNode {
  const client = useQueryClient();
  const query = useQuery({ queryKey: SIGN_UP_KEY, queryFn: fetchSignUpRule });
  const change = useMutation({
    mutationFn: setSignUpRule,
    onSuccess: (rule) => client.setQueryData(SIGN_UP_KEY, rule),
    onSettled: () => refetchAdmin(client),
  });
  const failure = change.error ?? query.error;
  const chosen = change.isPending ? change.variables : query.data?.mode;
  return (
    <div className="grid gap-3">
      {failure !== null && <Notice tone="danger">{messageOf(failure)}</Notice>}
      {query.isPending && <p className="text-sm text-ink-faint">Looking who may sign up…</p>}
      {query.data !== undefined && (
        <fieldset className="grid gap-2" aria-busy={change.isPending || undefined}>
          <legend className="sr-only">Who may make an account</legend>
          {MODES.map(({ mode, label, words }) => (
            <label
              key={mode}
              className="flex cursor-pointer items-start gap-3 rounded-lg border border-line-strong/60 bg-surface px-3.5 py-2.5 text-sm has-checked:border-brand has-checked:bg-brand-tint"
            >
              <input
                type="radio"
                name="sign-up"
                value={mode}
                checked={chosen === mode}
                onChange={() => change.mutate(mode)}
                className="mt-1 accent-brand"
              />
              <span>
                <span className="block font-semibold">{label}</span>
                <span className="block text-ink-soft">{words}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
