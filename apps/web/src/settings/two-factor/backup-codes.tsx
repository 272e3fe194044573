import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { toast } from 'sonner';
import { saveText } from '../../platform/save-file.js';
import { Button } from '../../ui/button.js';

/** The codes to keep, with the ways to keep them. They are shown once. */
export function BackupCodes({ codes }: { readonly codes: readonly string[] }): ReactNode {
  const text = `${codes.join('\n')}\n`;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    toast.success('The backup codes are copied.');
  };
  return (
    <div className="grid gap-3">
      <p className="text-sm">
        Keep these backup codes where your phone is not. Each lets you in once when you have lost it. They are not shown
        again.
      </p>
      <ul
        aria-label="Backup codes"
        className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-lg border border-line bg-sunken p-3 font-mono text-sm"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => void copy()}>
          <Copy aria-hidden="true" />
          Copy
        </Button>
        <Button size="small" onClick={() => saveText('cloakroom-backup-codes.txt', text, 'text/plain')}>
          Save as a file
        </Button>
      </div>
    </div>
  );
}
