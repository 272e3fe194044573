import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router';
import { zodResolver } from '@hookform/resolvers/zod';
import { messageOf } from '../platform/api-client.js';
import { usePageTitle } from '../ui/use-page-title.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { LoadingState } from '../ui/states.js';
import { TextField } from '../ui/text-field.js';
import { fetchSession, signIn, signUp } from './auth-api.js';
import { AuthFrame } from './auth-frame.js';
import { signInSchema, signUpSchema, type SignInForm, type SignUpForm } from './auth-forms.js';
import { ProviderButton } from './provider-button.js';
import { providerFailure } from './provider-failure.js';
import { checkSignUp } from './sign-up-api.js';
import { safeReturnPath } from './return-path.js';
import { enterAs } from './use-session.js';

const SecondStep = lazy(() => import('./second-step.js'));

/** Reads the new session and goes to where the person wanted to be. */
function useEnter(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  return async () => {
    const session = await fetchSession();
    enterAs(client, session);
    await navigate(safeReturnPath(params.get('next')), { replace: true });
  };
}

export function SignInPage(): ReactNode {
  usePageTitle('Sign in');
  const enter = useEnter();
  const [params] = useSearchParams();
  const [failure, setFailure] = useState(() => providerFailure(params.get('error')));
  const [needsCode, setNeedsCode] = useState(false);
  const form = useForm<SignInForm>({ resolver: zodResolver(signInSchema), defaultValues: { email: '', password: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    setFailure(null);
    try {
      const answer = await signIn(input);
      if (answer.needsCode) setNeedsCode(true);
      else await enter();
    } catch (error) {
      setFailure(messageOf(error));
    }
  });
  if (needsCode) {
    const startAgain = (): void => {
      form.reset({ email: form.getValues('email'), password: '' });
      setNeedsCode(false);
    };
    return (
      <AuthFrame title="Second step" lead="One more thing, and you are in.">
        <Suspense fallback={<LoadingState label="Opening…" />}>
          <SecondStep onEntered={enter} onStartAgain={startAgain} />
        </Suspense>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Sign in" lead="Welcome back. Your tickets are where you left them.">
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        {failure !== null && <Notice tone="danger">{failure}</Notice>}
        <TextField
          label="Email"
          type="email"
          autoComplete="username"
          autoFocus
          error={errors.email?.message}
          {...form.register('email')}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          error={errors.password?.message}
          {...form.register('password')}
        />
        <Button type="submit" tone="primary" busy={isSubmitting} className="mt-1 w-full">
          {isSubmitting ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <ProviderButton />
      <Switch question="No account yet?" to="/sign-up" label="Create an account" />
    </AuthFrame>
  );
}

/** What follows the `#` of an invitation's link; no server sees it but in the body of a request. */
function useInvitation(): string {
  const { hash } = useLocation();
  return hash.startsWith('#inv_') ? hash.slice(1) : '';
}

export function SignUpPage(): ReactNode {
  usePageTitle('Create an account');
  const invitation = useInvitation();
  const rule = useQuery({
    queryKey: ['sign-up', invitation],
    queryFn: () => checkSignUp(invitation),
    staleTime: Infinity,
    gcTime: 0,
  });
  if (rule.isPending) return <LoadingState label="Opening…" />;
  if (rule.data?.mayEnter === false) {
    return (
      <AuthFrame title="Create an account" lead={REFUSALS[rule.data.mode === 'closed' ? 'closed' : 'invitation']}>
        {invitation !== '' && rule.data.mode === 'invitation' && (
          <Notice tone="danger">
            This invitation was used already, was taken back, or has expired. Ask for a new one.
          </Notice>
        )}
        <Switch question="Already have an account?" to="/sign-in" label="Sign in" />
      </AuthFrame>
    );
  }
  return <SignUpFields invitation={invitation} />;
}

const REFUSALS = {
  closed: 'This installation takes no new accounts. Whoever runs it can change that.',
  invitation: 'Accounts here are by invitation. Ask an administrator for a link, and open it.',
} as const;

function SignUpFields({ invitation }: { readonly invitation: string }): ReactNode {
  const enter = useEnter();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<SignUpForm>({
    resolver: zodResolver(signUpSchema),
    defaultValues: { name: '', email: '', password: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    setFailure(null);
    try {
      await signUp(invitation === '' ? input : { ...input, invitation });
      await enter();
    } catch (error) {
      setFailure(messageOf(error));
    }
  });
  return (
    <AuthFrame
      title="Create an account"
      lead={
        invitation === ''
          ? 'The first account on this installation is its administrator.'
          : 'You are invited. The link makes one account.'
      }
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        {failure !== null && <Notice tone="danger">{failure}</Notice>}
        <TextField label="Name" autoComplete="name" autoFocus error={errors.name?.message} {...form.register('name')} />
        <TextField
          label="Email"
          type="email"
          autoComplete="username"
          error={errors.email?.message}
          {...form.register('email')}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          hint="At least 8 characters. A few unrelated words make a good one."
          error={errors.password?.message}
          {...form.register('password')}
        />
        <Button type="submit" tone="primary" busy={isSubmitting} className="mt-1 w-full">
          {isSubmitting ? 'Creating…' : 'Create account'}
        </Button>
      </form>
      <ProviderButton invitation={invitation} />
      <Switch question="Already have an account?" to="/sign-in" label="Sign in" />
    </AuthFrame>
  );
}

interface SwitchProps {
  readonly question: string;
  readonly to: string;
  readonly label: string;
}

function Switch({ question, to, label }: SwitchProps): ReactNode {
  const [params] = useSearchParams();
  const { hash } = useLocation();
  const wanted = params.get('next');
  const query = wanted === null ? '' : `next=${encodeURIComponent(wanted)}`;
  return (
    <p className="mt-6 text-sm text-ink-soft">
      {question}{' '}
      <Link
        to={`${to}${query === '' ? '' : `?${query}`}${hash}`}
        className="rounded-sm font-semibold text-brand underline underline-offset-3"
      >
        {label}
      </Link>
    </p>
  );
}
