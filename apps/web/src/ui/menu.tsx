import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { MenuProps } from './menu.types.js';

const MenuContent = lazy(() => import('./menu-content.js'));

/**
 * A menu behind a button. The button stands at once; what it opens follows after the first paint, and is open already
 * when somebody was quicker than that.
 */
export function Menu(props: MenuProps): ReactNode {
  const [asked, setAsked] = useState(false);
  const ask = (): void => setAsked(true);
  const early = (
    <span className="contents" onPointerDown={ask} onClick={ask}>
      {props.trigger}
    </span>
  );
  return (
    <Suspense fallback={early}>
      <MenuContent {...props} openAtOnce={asked} />
    </Suspense>
  );
}
