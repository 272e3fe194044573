import type { LucideIcon } from 'lucide-react';
import { lazy, Suspense, type ReactNode } from 'react';

const MenuContent = lazy(() => import('./menu-content.js'));

export interface MenuItem {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onSelect: () => void;
  readonly danger?: boolean;
}

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end';
  readonly side?: 'top' | 'bottom';
}

/** A menu behind a button. The button stands at once; what it opens follows after the first paint. */
export function Menu(props: MenuProps): ReactNode {
  return (
    <Suspense fallback={props.trigger}>
      <MenuContent {...props} />
    </Suspense>
  );
}
