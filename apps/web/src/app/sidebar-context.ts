import { createContext, useContext } from 'react';

/** Opens and closes the sidebar of narrow screens. */
export interface SidebarControl {
  readonly open: () => void;
  readonly close: () => void;
}

const nothing = (): void => undefined;

export const SidebarContext = createContext<SidebarControl>({ open: nothing, close: nothing });

export function useSidebar(): SidebarControl {
  return useContext(SidebarContext);
}
