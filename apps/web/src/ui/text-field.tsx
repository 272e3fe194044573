import { useId, type ComponentProps, type ReactNode } from 'react';

export const inputStyle =
  'block w-full rounded-lg border border-line-strong/70 bg-raised px-3 py-2 text-base text-ink placeholder:text-ink-faint hover:border-line-strong focus-visible:border-transparent aria-invalid:border-danger sm:text-sm';

export interface FieldShellProps {
  readonly label: string;
  /** Shown beside the label. */
  readonly optional?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  /** Below the error: an offer that mends it. */
  readonly remedy?: ReactNode;
  readonly trailing?: ReactNode;
  readonly children: (control: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean;
  }) => ReactNode;
}

/** A label, its control, a hint and what is wrong, tied together for assistive technology. */
export function FieldShell({ label, optional, hint, error, remedy, trailing, children }: FieldShellProps): ReactNode {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const hasError = error !== undefined && error !== null;
  const describedBy = [hint === undefined ? '' : hintId, hasError ? errorId : ''].filter((part) => part !== '');
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-sm font-semibold">
          {label}
        </label>
        {optional === true && <span className="text-xs text-ink-faint">optional</span>}
        {trailing}
      </div>
      {children({
        id,
        'aria-describedby': describedBy.length === 0 ? undefined : describedBy.join(' '),
        'aria-invalid': hasError,
      })}
      <div id={errorId} aria-live="polite">
        {hasError && <p className="mt-1.5 text-sm font-medium text-danger">{error}</p>}
      </div>
      {remedy}
      {hint !== undefined && (
        <div id={hintId} className="mt-1.5 text-xs text-ink-faint">
          {hint}
        </div>
      )}
    </div>
  );
}

export interface TextFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly optional?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly remedy?: ReactNode;
}

export function TextField({ label, optional, hint, error, remedy, className, ...rest }: TextFieldProps): ReactNode {
  return (
    <FieldShell
      label={label}
      optional={optional ?? false}
      error={error}
      remedy={remedy}
      {...(hint === undefined ? {} : { hint })}
    >
      {(control) => <input {...rest} {...control} className={`${inputStyle} ${className ?? ''}`} />}
    </FieldShell>
  );
}
