import type { ReactNode } from 'react';
import { Button } from './button.js';
import { HangerLoader } from './logo.js';

/** A view whose data is on its way. */
export function LoadingState({ label }: { readonly label: string }): ReactNode {
  return (
    <div className="grid h-full min-h-60 place-items-center p-6">
      <HangerLoader label={label} />
    </div>
  );
}

export interface ErrorStateProps {
  readonly title: string;
  readonly message: string;
  readonly onRetry?: () => void;
  readonly retryLabel?: string;
  readonly action?: ReactNode;
  /** It is all there is on the page, so its title is the main heading. */
  readonly main?: boolean;
}

/** A view that cannot be shown: what happened, and what to do now. */
export function ErrorState({
  title,
  message,
  onRetry,
  retryLabel = 'Try again',
  action,
  main = false,
}: ErrorStateProps): ReactNode {
  const Title = main ? 'h1' : 'h2';
  return (
    <div
      role="alert"
      className="animate-rise mx-auto grid h-full min-h-60 max-w-md place-content-center gap-3 p-6 text-center"
    >
      <p className="stamp mx-auto -rotate-3 rounded border-2 border-danger px-2 py-0.5 text-lg text-danger uppercase">
        Mislaid
      </p>
      <Title className="display mt-2 text-xl">{title}</Title>
      <p className="text-sm text-ink-soft">{message}</p>
      <div className="mt-2 flex justify-center gap-2">
        {onRetry !== undefined && (
          <Button tone="primary" onClick={onRetry}>
            {retryLabel}
          </Button>
        )}
        {action}
      </div>
    </div>
  );
}
