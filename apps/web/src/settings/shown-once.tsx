import { Check, Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { FieldShell, inputStyle } from '../ui/text-field.js';

export interface ShownOnceProps {
  readonly label: string;
  readonly value: string;
  readonly onDone: () => void;
}

/** Something to be copied now or never. */
export function ShownOnce({ label, value, onDone }: ShownOnceProps): ReactNode {
  const [state, setState] = useState<'shown' | 'copied' | 'failed'>('shown');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setState('copied');
    } catch {
      setState('failed');
    }
  };
  return (
    <div className="grid gap-4">
      <FieldShell label={label}>
        {(control) => (
          <input
            {...control}
            readOnly
            value={value}
            dir="ltr"
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
            className={`${inputStyle} font-mono`}
          />
        )}
      </FieldShell>
      {state === 'failed' && (
        <Notice tone="danger">The browser does not allow copying. Select it and copy it yourself.</Notice>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => void copy()}>
          {state === 'copied' ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
          {state === 'copied' ? 'Copied' : 'Copy'}
        </Button>
        <Button tone="primary" onClick={onDone}>
          I have it
        </Button>
      </div>
    </div>
  );
}
