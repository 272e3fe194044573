import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { Outlet } from 'react-router';
import { useSearchShortcut } from '../search/search-shortcut.js';
import { LoadingState } from '../ui/states.js';
import { ConnectionBanner } from './connection-banner.js';
import { Sidebar } from './sidebar.js';
import { SidebarContext } from './sidebar-context.js';

const SidebarSheet = lazy(() => import('./sidebar-sheet.js'));
const SearchDialog = lazy(() => import('../search/search-dialog.js'));
const TemporaryNotice = lazy(() => import('../chat/temporary/temporary-notice.js'));
const Toasts = lazy(() => import('./toasts.js'));

/** The signed-in page: sidebar, banner, and the view. */
export function AppShell(): ReactNode {
  const [sheetOpen, setSheetOpen] = useState(false);
  const [searching, setSearching] = useState(false);
  const sidebar = useMemo(
    () => ({
      open: () => setSheetOpen(true),
      close: () => setSheetOpen(false),
      search: () => {
        setSheetOpen(false);
        setSearching(true);
      },
    }),
    [],
  );
  useSearchShortcut(sidebar.search);
  return (
    <SidebarContext value={sidebar}>
      <a
        href="#main"
        className="sr-only rounded-lg bg-brand px-4 py-2 text-sm font-semibold text-on-brand focus:not-sr-only focus:absolute focus:start-3 focus:top-3 focus:z-50"
      >
        Skip to content
      </a>
      <div className="flex h-full">
        <aside aria-label="Sidebar" className="hidden w-72 shrink-0 border-e border-line bg-panel lg:block">
          <Sidebar />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <ConnectionBanner />
          <Suspense fallback={null}>
            <TemporaryNotice />
          </Suspense>
          <main id="main" tabIndex={-1} className="min-h-0 flex-1 outline-none">
            <Suspense fallback={<LoadingState label="Opening…" />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
      </div>
      {sheetOpen && (
        <Suspense fallback={null}>
          <SidebarSheet onClose={sidebar.close} />
        </Suspense>
      )}
      {searching && (
        <Suspense fallback={null}>
          <SearchDialog onClose={() => setSearching(false)} />
        </Suspense>
      )}
      <Suspense fallback={null}>
        <Toasts />
      </Suspense>
    </SidebarContext>
  );
}
