import { Component, type ReactNode } from 'react';
import { ErrorState } from '../ui/states.js';

interface CrashGuardState {
  readonly crashed: boolean;
}

/** Stands in for the page when drawing it failed, for instance because a newer version was installed meanwhile. */
export class CrashGuard extends Component<{ readonly children: ReactNode }, CrashGuardState> {
  override state: CrashGuardState = { crashed: false };

  static getDerivedStateFromError(): CrashGuardState {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return (
      <ErrorState
        main
        title="This page tripped"
        message="Nothing is lost: your chats and drafts are kept. Reload to go on."
        retryLabel="Reload"
        onRetry={() => window.location.reload()}
      />
    );
  }
}
