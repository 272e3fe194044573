import { SECRET_BINDINGS_MAX, secretPlaceSchema } from '@cloakroom/contracts';
import { Plus, X } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { Button, IconButton } from '../ui/button.js';
import { inputStyle } from '../ui/text-field.js';
import { EMPTY_BINDING, type BindingDraft } from './data/settings-draft.js';

export interface BindingEditorProps {
  readonly bindings: readonly BindingDraft[];
  /** One message a line. */
  readonly errors: readonly (string | null)[];
  /** What is wrong with the list as a whole. */
  readonly problem: string | null;
  readonly onChange: (bindings: readonly BindingDraft[]) => void;
}

/** The hosts that a sealed secret may go to, one a line. */
export function BindingEditor({ bindings, errors, problem, onChange }: BindingEditorProps): ReactNode {
  const change = (at: number, line: BindingDraft): void =>
    onChange(bindings.map((binding, index) => (index === at ? line : binding)));
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-semibold">Hosts</legend>
      <div className="grid gap-2">
        {bindings.map((binding, index) => (
          <BindingLine
            key={index}
            number={index + 1}
            binding={binding}
            error={errors[index] ?? null}
            onChange={(line) => change(index, line)}
            onRemove={() => onChange(bindings.filter((_line, at) => at !== index))}
          />
        ))}
      </div>
      <div aria-live="polite">
        {problem !== null && <p className="mt-1.5 text-sm font-medium text-danger">{problem}</p>}
      </div>
      <Button
        size="small"
        className="mt-2"
        disabled={bindings.length >= SECRET_BINDINGS_MAX}
        onClick={() => onChange([...bindings, EMPTY_BINDING])}
      >
        <Plus aria-hidden="true" />
        Add host
      </Button>
      <p className="mt-1.5 text-xs text-ink-faint">
        A host such as api.example.com, or *.example.com for every name below it. HTTPS only.
      </p>
    </fieldset>
  );
}

const PLACES: Record<BindingDraft['place'], string> = {
  anywhere: 'Anywhere',
  header: 'Header',
  query: 'Query',
  path: 'Path',
  body: 'Body',
};

interface BindingLineProps {
  readonly number: number;
  readonly binding: BindingDraft;
  readonly error: string | null;
  readonly onChange: (binding: BindingDraft) => void;
  readonly onRemove: () => void;
}

function BindingLine({ number, binding, error, onChange, onRemove }: BindingLineProps): ReactNode {
  const errorId = useId();
  const text = (key: 'host' | 'pathPrefix' | 'headerName', label: string, placeholder: string, style: string) => (
    <input
      aria-label={`${label} ${number}`}
      aria-invalid={error !== null}
      aria-describedby={error === null ? undefined : errorId}
      value={binding[key]}
      onChange={(event) => onChange({ ...binding, [key]: event.target.value })}
      placeholder={placeholder}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      dir="ltr"
      className={`${inputStyle} font-mono ${style}`}
    />
  );
  return (
    <div className="rounded-lg border border-line bg-sunken/60 p-2">
      <div className="flex items-center gap-1">
        {text('host', 'Host', 'api.example.com', 'min-w-0 flex-1')}
        <IconButton label={`Remove host ${number}`} onClick={onRemove}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <div className="mt-2 grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-2 sm:grid-cols-3">
        {text('pathPrefix', 'Path prefix', '/any path', '')}
        <select
          aria-label={`Place ${number}`}
          value={binding.place}
          onChange={(event) => onChange({ ...binding, place: secretPlaceSchema.parse(event.target.value) })}
          className={inputStyle}
        >
          {secretPlaceSchema.options.map((place) => (
            <option key={place} value={place}>
              {PLACES[place]}
            </option>
          ))}
        </select>
        {binding.place === 'header' && text('headerName', 'Header name', 'any header', 'col-span-2 sm:col-span-1')}
      </div>
      <div id={errorId} aria-live="polite">
        {error !== null && <p className="mt-1.5 text-sm font-medium text-danger">{error}</p>}
      </div>
    </div>
  );
}
