import type { SecretView } from '@cloakroom/contracts';
import { LockKeyhole, LockKeyholeOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { bindingWords } from './data/secret-view-rules.js';

/** Where a secret may go, and how many runs could read it. */
export function SecretReach({ secret }: { readonly secret: SecretView }): ReactNode {
  const sealed = secret.mode === 'sealed';
  const Icon = sealed ? LockKeyhole : LockKeyholeOpen;
  return (
    <div className="mt-2 flex items-start gap-2 text-xs">
      <Icon aria-hidden="true" className={`mt-0.5 size-3.5 shrink-0 ${sealed ? 'text-good' : 'text-brass'}`} />
      <div className="min-w-0 wrap-anywhere">
        {sealed ? (
          <p>
            <strong className="font-semibold">Sealed</strong> to {secret.bindings.map(bindingWords).join(', ')}
          </p>
        ) : (
          <p>
            <strong className="font-semibold">Exposed</strong>: code reads it and may send it anywhere
          </p>
        )}
        {secret.exposedRuns > 0 && (
          <p className="text-ticket-soft">
            Readable by {secret.exposedRuns} {secret.exposedRuns === 1 ? 'run' : 'runs'} since last change
          </p>
        )}
      </div>
    </div>
  );
}
