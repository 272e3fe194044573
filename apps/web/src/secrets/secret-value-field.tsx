// The value lives in the DOM's text area alone, uncontrolled: React sees hints about it, never the text.
import { Eye, EyeOff } from 'lucide-react';
import { useLayoutEffect, useState, type ReactNode, type RefObject } from 'react';
import { Button, IconButton } from '../ui/button.js';
import { FieldShell, inputStyle } from '../ui/text-field.js';
import { hintsFor, NO_HINTS, sameHints, type ValueHints } from './data/value-hints.js';

export interface SecretValueFieldProps {
  readonly valueRef: RefObject<HTMLTextAreaElement | null>;
  readonly error: string | null;
  readonly placeholder: string;
  readonly onInput: () => void;
  readonly hint: string;
  /** What the field begins with. */
  readonly seed?: string;
}

export function SecretValueField({
  valueRef,
  error,
  placeholder,
  onInput,
  hint,
  seed,
}: SecretValueFieldProps): ReactNode {
  const [shown, setShown] = useState(false);
  const [hints, setHints] = useState<ValueHints>(() => (seed === undefined ? NO_HINTS : hintsFor(seed)));

  useLayoutEffect(() => {
    if (seed !== undefined && valueRef.current !== null) valueRef.current.value = seed;
  }, [seed, valueRef]);

  const look = (): void => {
    const next = hintsFor(valueRef.current?.value ?? '');
    setHints((previous) => (sameHints(previous, next) ? previous : next));
    onInput();
  };
  const trim = (): void => {
    const area = valueRef.current;
    if (area === null) return;
    area.value = area.value.trim();
    area.focus();
    look();
  };

  return (
    <FieldShell
      label="Value"
      error={error ?? (hints.tooLong ? 'A value has at most 65536 bytes.' : null)}
      remedy={<ValueRemarks hints={hints} onTrim={trim} />}
      hint={hint}
    >
      {(control) => (
        <div className="relative">
          <textarea
            {...control}
            ref={valueRef}
            rows={3}
            onInput={look}
            placeholder={placeholder}
            autoComplete="off"
            autoCorrect="off"
            autoCapitalize="none"
            spellCheck={false}
            data-1p-ignore=""
            data-lpignore="true"
            data-gramm="false"
            translate="no"
            dir="ltr"
            className={`${inputStyle} field-sizing-content max-h-60 min-h-20 resize-none pe-12 font-mono wrap-anywhere ${shown ? '' : 'value-masked'}`}
          />
          <IconButton
            label="Show value"
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute end-1 top-1"
          >
            {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
          </IconButton>
        </div>
      )}
    </FieldShell>
  );
}

interface ValueRemarksProps {
  readonly hints: ValueHints;
  readonly onTrim: () => void;
}

function ValueRemarks({ hints, onTrim }: ValueRemarksProps): ReactNode {
  const blanks = blankRemark(hints);
  return (
    <div aria-live="polite" className="grid gap-1.5 text-sm">
      {blanks !== null && (
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-brass">
          {blanks}
          <Button tone="link" size="bare" onClick={onTrim}>
            Trim it
          </Button>
        </p>
      )}
      {hints.weakMask !== null && (
        <p className="mt-1.5 text-brass">
          {hints.weakMask === 'short' ? 'A value shorter than 8 characters' : 'A value that is a common word'} cannot be
          masked reliably: where the agent’s output holds it, it may stay readable, or harmless text may be masked in
          its place.
        </p>
      )}
    </div>
  );
}

function blankRemark(hints: ValueHints): string | null {
  if (hints.surroundingBlank && hints.trailingNewline) return 'The value has blanks around it and ends with a newline.';
  if (hints.surroundingBlank) return 'The value has blanks around it.';
  return hints.trailingNewline ? 'The value ends with a newline.' : null;
}
