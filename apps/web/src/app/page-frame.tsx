import type { ReactNode } from 'react';
import { SidebarButton } from './top-bar.js';

export interface PageFrameProps {
  readonly title: string;
  readonly action?: ReactNode;
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A page beside the chat: a title, its one main action at the top right, and the content. */
export function PageFrame({ title, action, narrow = false, children }: PageFrameProps): ReactNode {
  return (
    <div className="h-full overflow-y-auto">
      <div className={`mx-auto w-full px-4 pb-16 sm:px-8 ${narrow ? 'max-w-2xl' : 'max-w-5xl'}`}>
        <header className="mb-5 flex min-h-14 items-center gap-2 pt-2 sm:mb-7 sm:pt-8">
          <SidebarButton />
          <h1 className="display me-auto text-2xl sm:text-3xl">{title}</h1>
          {action}
        </header>
        {children}
      </div>
    </div>
  );
}
