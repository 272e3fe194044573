import { Archive, Ellipsis, FileBraces, FileText, Hourglass, ListChecks } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { useNavigate } from 'react-router';
import { useSidebar } from '../../app/sidebar-context.js';
import { IconButton } from '../../ui/button.js';
import { Menu } from '../../ui/menu.js';
import { exportChats } from './export-chats.js';

export interface ListHeaderProps {
  readonly menuRef: Ref<HTMLButtonElement>;
  /** Left out while there is nothing to select. */
  readonly onSelect?: () => void;
}

/** Heading of the list of conversations, with what can be done with the whole of it. */
export function ListHeader({ menuRef, onSelect }: ListHeaderProps): ReactNode {
  const navigate = useNavigate();
  const sidebar = useSidebar();
  const go = (path: string) => () => {
    sidebar.close();
    void navigate(path);
  };
  return (
    <div className="mb-2 flex items-center ps-3 pe-1">
      <h2 className="me-auto text-sm font-semibold">Chats</h2>
      <Menu
        trigger={
          <IconButton ref={menuRef} label="More for all chats" className="size-7 hover:bg-line">
            <Ellipsis aria-hidden="true" />
          </IconButton>
        }
        items={[
          { icon: Hourglass, label: 'New temporary chat', onSelect: go('/temporary') },
          ...(onSelect === undefined ? [] : [{ icon: ListChecks, label: 'Select chats', onSelect }]),
          { icon: Archive, label: 'Archived chats', onSelect: go('/archive') },
          {
            icon: FileText,
            label: 'Export all as Markdown',
            onSelect: () => exportChats(null, 'markdown'),
          },
          { icon: FileBraces, label: 'Export all as JSON', onSelect: () => exportChats(null, 'json') },
        ]}
      />
    </div>
  );
}
