import { SECRET_MASK } from '@cloakroom/contracts';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.js';

const steps = [
  {
    title: 'Hand it in',
    text: 'Give a key a name, such as X_BEARER_TOKEN. It is sealed in this browser before it is sent.',
  },
  {
    title: 'Ask in chat',
    text: 'Say what you want in plain words. The agent knows your secrets by name and description, never by value.',
  },
  {
    title: 'Let it work',
    text: 'Its code reads process.env.X_BEARER_TOKEN in a sandbox. What comes back has every value masked.',
  },
] as const;

/** The page without a secret: what it is for, in three steps. */
export function EmptySecrets({ onAdd }: { readonly onAdd: (() => void) | null }): ReactNode {
  return (
    <div className="animate-rise mx-auto max-w-3xl py-4 sm:py-10">
      <div className="grid items-center gap-8 sm:grid-cols-[15rem_minmax(0,1fr)]">
        <div aria-hidden="true" className="ticket -rotate-3 opacity-90">
          <div className="ticket-stub">
            <span className="ticket-hole" />
            <span className="ticket-number text-lg">No 0001</span>
          </div>
          <div className="space-y-2 py-5 ps-5 pe-4">
            <div className="h-3 w-28 rounded-full bg-ticket-line" />
            <div className="h-2 w-32 rounded-full bg-ticket-line/60" />
            <p className="pt-3 font-mono tracking-[0.2em] text-ticket-soft">{SECRET_MASK}</p>
          </div>
        </div>
        <div>
          <h2 className="display text-2xl">Nothing on the rail yet</h2>
          <p className="mt-2 text-ink-soft">
            Save an API key, a token or a password once, and your agent can work with it. Nobody can read it back: not
            you, not an administrator, not the model.
          </p>
          {onAdd !== null && (
            <Button tone="primary" className="mt-5" onClick={onAdd}>
              <Plus aria-hidden="true" />
              Add your first secret
            </Button>
          )}
        </div>
      </div>
      <ol className="mt-12 grid gap-6 border-t-2 border-dotted border-line pt-8 sm:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step.title}>
            <p className="stamp text-lg text-danger">{index + 1}</p>
            <h3 className="mt-1 font-semibold">{step.title}</h3>
            <p className="mt-1 text-sm text-ink-soft">{step.text}</p>
          </li>
        ))}
      </ol>
      <p className="mt-8 text-sm text-ink-faint">
        Every secret you save goes into each sandbox session of your agent. Store only what you are comfortable with it
        having.
      </p>
    </div>
  );
}
