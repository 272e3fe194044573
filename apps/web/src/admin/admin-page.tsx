import { useId, type ReactNode } from 'react';
import { PageFrame } from '../app/page-frame.js';
import { useCurrentSession } from '../auth/use-session.js';
import { ErrorState } from '../ui/states.js';
import { usePageTitle } from '../ui/use-page-title.js';
import { AccountsSection } from './accounts-section.js';
import { InvitationsSection } from './invitations-section.js';
import { LogSection } from './log-section.js';
import { HealthSection } from './health-section.js';
import { SignUpSection } from './sign-up-section.js';
import { UsageSection } from './usage-section.js';

/** What whoever hosts the installation looks after. */
export default function AdminPage(): ReactNode {
  usePageTitle('Administration');
  const { user } = useCurrentSession();
  if (user.role !== 'admin') {
    return (
      <PageFrame title="Administration" narrow>
        <ErrorState title="This is for administrators" message="Ask one of them, or whoever runs this installation." />
      </PageFrame>
    );
  }
  return (
    <PageFrame title="Administration" narrow>
      <div className="grid gap-12">
        <Section title="Sign-up" lead="Who may make an account here. Who has one can always sign in.">
          <SignUpSection />
        </Section>
        <Section title="Invitations" lead="A link for one person, good once. There is no mail: hand it over yourself.">
          <InvitationsSection />
        </Section>
        <Section
          title="People"
          lead="Who has an account. What they keep and say here is theirs: it is shown to nobody."
        >
          <AccountsSection />
        </Section>
        <Section title="Usage" lead="In numbers; of what is in it, nothing is shown.">
          <UsageSection />
        </Section>
        <Section title="Health">
          <HealthSection />
        </Section>
        <Section title="Log" lead="What administrators did, kept for 90 days. There is no way to change it.">
          <LogSection />
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
