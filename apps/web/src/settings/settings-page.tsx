import { lazy, Suspense, useId, type ReactNode } from 'react';
import { Link } from 'react-router';
import { PageFrame } from '../app/page-frame.js';
import { useCurrentSession } from '../auth/use-session.js';
import { useProvider } from '../auth/use-provider.js';
import { InstallationSection } from '../system/installation-section.js';
import { usePageTitle } from '../ui/use-page-title.js';
import { AuditSection } from './audit/audit-section.js';
import { DeleteAccountSection } from './delete-account-section.js';
import { PasswordSection } from './password-section.js';
import { ProfileSection } from './profile-section.js';
import { SessionsSection } from './sessions-section.js';
import { ThemeSection } from './theme-section.js';

const ProviderSection = lazy(() => import('./provider-section.js'));
const TwoFactorSection = lazy(() => import('./two-factor/two-factor-section.js'));
const WebhooksSection = lazy(() => import('./webhooks/webhooks-section.js'));
const NotificationsSection = lazy(() => import('./notifications/notifications-section.js'));
const SchedulesSection = lazy(() => import('./schedules/schedules-section.js'));
const ApiKeysSection = lazy(() => import('./api-keys/api-keys-section.js'));

export default function SettingsPage(): ReactNode {
  usePageTitle('Settings');
  const { user } = useCurrentSession();
  const provider = useProvider();
  return (
    <PageFrame
      title="Settings"
      narrow
      action={
        user.role === 'admin' && (
          <Link to="/admin" className="rounded-sm text-sm font-semibold text-brand underline underline-offset-3">
            Administration
          </Link>
        )
      }
    >
      <div className="grid gap-12">
        <Section title="Profile">
          <ProfileSection />
        </Section>
        <Section title="Theme">
          <ThemeSection />
        </Section>
        <Section
          title="Notifications"
          lead="When an answer is there or the agent needs you, and this page is not in view."
        >
          <Suspense fallback={<p className="text-sm text-ink-faint">Opening…</p>}>
            <NotificationsSection />
          </Suspense>
        </Section>
        <Section title="Sessions" lead="Where you are signed in. Revoke what you do not recognise.">
          <SessionsSection />
        </Section>
        <Section title="Password">
          <PasswordSection />
        </Section>
        {provider !== null && (
          <Section title={`Sign-in with ${provider.name}`}>
            <Suspense fallback={<p className="text-sm text-ink-faint">Opening…</p>}>
              <ProviderSection name={provider.name} />
            </Suspense>
          </Section>
        )}
        <Section
          title="Two-factor sign-in"
          lead="A code from your phone, besides the password, wherever you sign in anew."
        >
          <Suspense fallback={<p className="text-sm text-ink-faint">Opening…</p>}>
            <TwoFactorSection />
          </Suspense>
        </Section>
        <Section title="Schedules" lead="Messages that your agent gets at set times, whether you are here or not.">
          <Suspense fallback={<p className="text-sm text-ink-faint">Opening…</p>}>
            <SchedulesSection />
          </Suspense>
        </Section>
        <Section title="API keys" lead="For programs that start runs and read their answers.">
          <Suspense fallback={<p className="text-sm text-ink-faint">Opening…</p>}>
            <ApiKeysSection />
          </Suspense>
        </Section>
        <Section title="Webhooks" lead="Addresses of yours that are told how the runs of your API keys end.">
          <Suspense fallback={<p className="text-sm text-ink-faint">Opening…</p>}>
            <WebhooksSection />
          </Suspense>
        </Section>
        <Section
          title="Audit trail"
          lead="Every use and every change of your secrets, in a chain that nobody can edit unseen."
        >
          <AuditSection />
        </Section>
        <Section title="This installation">
          <InstallationSection />
        </Section>
        <Section title="Account deletion" lead="Deletes everything of yours, at once and for good.">
          <DeleteAccountSection />
        </Section>
      </div>
    </PageFrame>
  );
}

interface SectionProps {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}

function Section({ title, lead, children }: SectionProps): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className="border-t-2 border-dotted border-line pt-5">
      <h2 id={id} className="display text-xl">
        {title}
      </h2>
      {lead !== undefined && <p className="mt-1 text-sm text-ink-soft">{lead}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
