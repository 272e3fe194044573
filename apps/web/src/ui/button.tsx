import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps, ReactNode } from 'react';

const buttonStyle = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-semibold whitespace-nowrap select-none transition-[background-color,border-color,color,transform] duration-150 active:translate-y-px disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        primary: 'bg-brand text-on-brand hover:bg-brand-hover',
        quiet: 'border border-line-strong/60 bg-surface text-ink hover:bg-sunken',
        ghost: 'text-ink-soft hover:bg-sunken hover:text-ink',
        danger: 'bg-danger-fill text-white hover:brightness-110',
        link: 'rounded-sm font-medium text-brand underline underline-offset-3 hover:decoration-2',
      },
      size: { medium: 'h-10 px-4 text-sm', small: 'h-8 px-3 text-xs', icon: 'size-9', bare: '' },
    },
    compoundVariants: [{ tone: 'link', class: 'h-auto px-0' }],
    defaultVariants: { tone: 'quiet', size: 'medium' },
  },
);

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof buttonStyle> {
  readonly busy?: boolean;
}

export function Button({ tone, size, busy = false, className, children, ...rest }: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
      className={`${buttonStyle({ tone, size })} ${className ?? ''}`}
    >
      {children}
    </button>
  );
}

export interface IconButtonProps extends ComponentProps<'button'> {
  /** Said by screen readers and shown on hover. */
  readonly label: string;
}

export function IconButton({ label, className, children, ...rest }: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`${buttonStyle({ tone: 'ghost', size: 'icon' })} [&_svg]:size-[1.125rem] ${className ?? ''}`}
    >
      {children}
    </button>
  );
}
