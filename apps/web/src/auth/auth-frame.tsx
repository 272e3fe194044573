import type { ReactNode } from 'react';
import { Wordmark } from '../ui/logo.js';

export interface AuthFrameProps {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}

/** The counter: what Cloakroom is on the one side, the form on the other. */
export function AuthFrame({ title, lead, children }: AuthFrameProps): ReactNode {
  return (
    <div className="grid h-full overflow-y-auto lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <aside className="relative hidden flex-col justify-between overflow-hidden bg-[#1d4a38] p-12 text-[#f3efdc] lg:flex dark:bg-[#122d22]">
        <Wordmark />
        <div className="relative z-10 max-w-md">
          <p className="display text-3xl">
            Hand your keys in once. Let the agent use them. Nobody looks at them again.
          </p>
          <p className="mt-4 text-[#cfdccf]">
            Values are sealed in this browser. Only a sandboxed run of your own agent opens them.
          </p>
        </div>
        <SampleTicket />
      </aside>
      <main className="flex flex-col justify-center px-6 py-10 sm:px-12">
        <div className="mx-auto w-full max-w-sm">
          <Wordmark className="mb-10 lg:hidden" />
          <h1 className="display text-2xl">{title}</h1>
          <p className="mt-1.5 mb-7 text-ink-soft">{lead}</p>
          {children}
        </div>
      </main>
    </div>
  );
}

function SampleTicket(): ReactNode {
  return (
    <div
      aria-hidden="true"
      className="ticket max-w-sm -rotate-2 shadow-float [--ticket-under:#1d4a38] dark:[--ticket-under:#122d22]"
    >
      <div className="ticket-stub">
        <span className="ticket-hole" />
        <span className="ticket-number text-xl">No 0042</span>
      </div>
      <div className="p-5">
        <p className="font-mono text-sm font-semibold">X_BEARER_TOKEN</p>
        <p className="mt-1 text-sm text-ticket-soft">Search and mentions</p>
        <p className="mt-4 font-mono tracking-widest">••••••••</p>
      </div>
    </div>
  );
}
