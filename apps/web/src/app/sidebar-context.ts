import { createContext, useContext } from 'react';

/** Opens and closes the sidebar of narrow screens, and opens the search. */
export interface SidebarControl {
  readonly open: () => void;
  readonly close: () => void;
  readonly search: () => void;
}

const nothing = (): void => undefined;

export const SidebarContext = createContext<SidebarControl>({ open: nothing, close: nothing, search: nothing });

export function useSidebar(): SidebarControl {
  return useContext(SidebarContext);
}
