import type { ReactNode } from 'react';
import { Button } from '../ui/button.js';
import { FieldShell, inputStyle, TextField } from '../ui/text-field.js';
import { BindingEditor } from './binding-editor.js';
import { dateInDays, EMPTY_BINDING, type SettingsDraft, type SettingsErrors } from './data/settings-draft.js';

export interface SettingsFieldsProps {
  readonly draft: SettingsDraft;
  readonly errors: SettingsErrors | null;
  readonly onChange: (draft: SettingsDraft) => void;
}

const MODES = [
  {
    mode: 'exposed',
    title: 'Exposed',
    text: 'Code reads the value itself and can send it anywhere. Works with every library.',
  },
  {
    mode: 'sealed',
    title: 'Sealed',
    text: 'Code holds a stand-in; the value is put in outside the sandbox, for these hosts only.',
  },
] as const;

/** Where a secret may go, whether its owner is asked first, when it ends, and words to find it by. */
export function SettingsFields({ draft, errors, onChange }: SettingsFieldsProps): ReactNode {
  const set = (change: Partial<SettingsDraft>): void => onChange({ ...draft, ...change });
  return (
    <div className="grid gap-5">
      <fieldset>
        <legend className="mb-1.5 text-sm font-semibold">Where it may go</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {MODES.map(({ mode, title, text }) => (
            <label
              key={mode}
              className="flex cursor-pointer gap-2.5 rounded-lg border border-line-strong/60 bg-raised px-3 py-2.5 has-checked:border-brand has-checked:bg-brand-tint has-focus-visible:outline-2 has-focus-visible:outline-offset-2"
            >
              <input
                type="radio"
                name="mode"
                value={mode}
                checked={draft.mode === mode}
                onChange={() =>
                  set({
                    mode,
                    bindings: mode === 'sealed' && draft.bindings.length === 0 ? [EMPTY_BINDING] : draft.bindings,
                  })
                }
                className="mt-0.5 size-4 shrink-0 accent-(--brand) outline-none"
              />
              <span>
                <span className="block text-sm font-semibold">{title}</span>
                <span className="block text-xs text-ink-soft">{text}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {draft.mode === 'sealed' && (
        <BindingEditor
          bindings={draft.bindings}
          errors={errors?.bindings ?? []}
          problem={errors?.hosts ?? null}
          onChange={(bindings) => set({ bindings })}
        />
      )}
      <label className="flex cursor-pointer items-start gap-2.5">
        <input
          type="checkbox"
          checked={draft.askBeforeUse}
          onChange={(event) => set({ askBeforeUse: event.target.checked })}
          className="mt-0.5 size-4 shrink-0 accent-(--brand)"
        />
        <span>
          <span className="block text-sm font-semibold">Ask before use</span>
          <span className="block text-xs text-ink-soft">
            Code that names it waits in the chat until you allow it once, for the conversation, an hour or always.
          </span>
        </span>
      </label>
      <ExpiryField
        value={draft.expiresOn}
        error={errors?.expiresOn ?? null}
        onChange={(expiresOn) => set({ expiresOn })}
      />
      <TextField
        label="Tags"
        optional
        value={draft.tags}
        onChange={(event) => set({ tags: event.target.value })}
        error={errors?.tags ?? null}
        hint="Words to find it by, separated by commas."
        placeholder="work, social"
        autoComplete="off"
        dir="auto"
      />
    </div>
  );
}

interface ExpiryFieldProps {
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (value: string) => void;
}

function ExpiryField({ value, error, onChange }: ExpiryFieldProps): ReactNode {
  const now = new Date();
  return (
    <FieldShell
      label="Use it until"
      optional
      error={error}
      hint="After that day it counts as switched off. You are reminded a week before."
    >
      {(control) => (
        <div className="flex flex-wrap items-center gap-2">
          <input
            {...control}
            type="date"
            value={value}
            min={dateInDays(0, now)}
            onChange={(event) => onChange(event.target.value)}
            className={`${inputStyle} max-w-44`}
          />
          {[30, 90].map((days) => (
            <Button
              key={days}
              size="small"
              aria-pressed={value === dateInDays(days, now)}
              className="rounded-full aria-pressed:border-brand aria-pressed:bg-brand-tint"
              onClick={() => onChange(dateInDays(days, now))}
            >
              {days} days
            </Button>
          ))}
          {value !== '' && (
            <Button tone="ghost" size="small" onClick={() => onChange('')}>
              No end
            </Button>
          )}
        </div>
      )}
    </FieldShell>
  );
}
