import { lazy, Suspense, type ReactNode } from 'react';
import type { MenuProps } from './menu.types.js';

const MenuContent = lazy(() => import('./menu-content.js'));

/** A menu behind a button. The button stands at once; what it opens follows after the first paint. */
export function Menu(props: MenuProps): ReactNode {
  return (
    <Suspense fallback={props.trigger}>
      <MenuContent {...props} />
    </Suspense>
  );
}
