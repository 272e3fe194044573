import { useState, type ReactNode } from 'react';
import { formatDate } from '../platform/format-time.js';
import type { SettingsDraft, SettingsErrors } from './data/settings-draft.js';
import { SettingsFields, type SettingsFieldsProps } from './settings-fields.js';

/** The settings behind one line that says how they stand. Opens by itself when something in it is wrong. */
export function SecretOptions({ draft, errors, onChange }: SettingsFieldsProps): ReactNode {
  const [open, setOpen] = useState(draft.mode === 'sealed');
  const [seen, setSeen] = useState<SettingsErrors | null>(null);
  if (errors !== seen) {
    setSeen(errors);
    if (errors !== null) setOpen(true);
  }
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="rounded-lg border border-line bg-sunken/60 text-sm"
    >
      <summary className="rounded-lg px-3.5 py-2.5">
        <span className="font-semibold">Where it may go, expiry, tags</span>
        <span className="mt-0.5 block ps-4 text-xs text-ink-faint">{summaryOf(draft)}</span>
      </summary>
      <div className="border-t border-line bg-surface p-3.5">
        <SettingsFields draft={draft} errors={errors} onChange={onChange} />
      </div>
    </details>
  );
}

function summaryOf({ mode, bindings, askBeforeUse, expiresOn, tags }: SettingsDraft): string {
  const hosts = bindings.map(({ host }) => host.trim()).filter((host) => host !== '');
  return [
    mode === 'exposed' ? 'Exposed to code' : `Sealed to ${hosts.join(', ') || 'no host yet'}`,
    askBeforeUse ? 'asks before use' : null,
    expiresOn === '' ? 'no end' : `until ${formatDate(`${expiresOn}T12:00:00`)}`,
    tags.trim() === '' ? null : `tags ${tags}`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
