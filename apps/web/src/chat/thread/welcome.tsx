import type { ReactNode } from 'react';
import { Link } from 'react-router';

/** The empty thread: what can be asked. */
export function Welcome(): ReactNode {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="animate-rise mx-auto flex min-h-full w-full max-w-3xl flex-col justify-center px-4 py-8 sm:px-6">
        <h1 className="display text-3xl sm:text-4xl">What shall the agent fetch?</h1>
        <p className="mt-3 max-w-xl text-lg text-ink-soft">
          Ask in plain words and name the secret it may use. It writes the code, runs it in a sandbox, and answers here.
        </p>
        <div className="ticket mt-8 max-w-xl [--stub:2.75rem]">
          <div className="ticket-stub" aria-hidden="true">
            <span className="ticket-hole" />
          </div>
          <div className="py-4 ps-5 pe-4 text-sm">
            <p className="text-ticket-soft">For example</p>
            <p className="mt-1 font-medium wrap-anywhere">
              Search X for recent mentions of @CreaoAI using my <span className="font-mono">X_BEARER_TOKEN</span> secret
            </p>
          </div>
        </div>
        <p className="mt-5 text-sm text-ink-soft">
          No key handed in yet?{' '}
          <Link to="/secrets" className="rounded-sm font-semibold text-brand underline underline-offset-3">
            Save a secret first
          </Link>
          .
        </p>
      </div>
    </div>
  );
}
