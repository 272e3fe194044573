import type { AdminLogEntry } from '@cloakroom/contracts';

const GONE = 'somebody whose account is gone';
const RULES: Readonly<Record<string, string>> = {
  open: 'everybody',
  invitation: 'people with an invitation',
  closed: 'nobody',
};

/** One entry as a sentence. */
export function logWords({ type, by, about, detail }: AdminLogEntry): string {
  const who = by ?? 'An administrator whose account is gone';
  const whom = detail === '' ? 'somebody' : detail;
  switch (type) {
    case 'admin.role-changed':
      return detail === 'admin'
        ? `${who} made ${about ?? GONE} an administrator`
        : `${who} took the role away from ${about ?? GONE}`;
    case 'admin.sign-up-changed':
      return `${who} lets ${RULES[detail] ?? detail} sign up`;
    case 'admin.invited':
      return `${who} invited ${whom}`;
    case 'admin.invitation-revoked':
      return `${who} took back the invitation for ${whom}`;
  }
}
