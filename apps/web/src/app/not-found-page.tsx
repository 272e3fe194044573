import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ErrorState } from '../ui/states.js';
import { usePageTitle } from '../ui/use-page-title.js';

export default function NotFoundPage(): ReactNode {
  usePageTitle('Not found');
  return (
    <ErrorState
      main
      title="There is nothing at this address"
      message="The link may be old, or mistyped."
      action={
        <Link to="/" className="rounded-sm text-sm font-semibold text-brand underline underline-offset-3">
          Start a new chat
        </Link>
      }
    />
  );
}
