import { Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { chooseTheme, readTheme, type Theme } from './theme-store.js';

const themes: readonly { readonly value: Theme; readonly label: string; readonly icon: LucideIcon }[] = [
  { value: 'system', label: 'As the device', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
];

export function ThemeSection(): ReactNode {
  const [theme, setTheme] = useState(readTheme);
  return (
    <fieldset className="grid gap-2 sm:grid-cols-3">
      <legend className="sr-only">Theme</legend>
      {themes.map(({ value, label, icon: Icon }) => (
        <label
          key={value}
          className="flex cursor-pointer items-center gap-2.5 rounded-lg border border-line-strong/60 bg-surface px-3.5 py-2.5 text-sm font-medium has-checked:border-brand has-checked:bg-brand-tint has-focus-visible:outline-2 has-focus-visible:outline-offset-2"
        >
          <input
            type="radio"
            name="theme"
            value={value}
            checked={theme === value}
            onChange={() => {
              chooseTheme(value);
              setTheme(value);
            }}
            className="sr-only"
          />
          <Icon aria-hidden="true" className="size-4" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
