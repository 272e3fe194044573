import type { AuditEvent } from '@cloakroom/contracts';

type Worded = Exclude<AuditEvent['type'], 'secret.used'>;

const words: Record<Worded, string> = {
  'secret.created': 'was saved',
  'secret.imported': 'was imported',
  'secret.updated': 'was edited',
  'secret.value-replaced': 'got a new value',
  'secret.enabled': 'was switched on',
  'secret.disabled': 'was switched off',
  'secret.expired': 'expired',
  'secret.deleted': 'was deleted',
  'secret.sealed': 'was sealed',
  'secret.exposed': 'was exposed to code',
  'secret.bound': 'got other hosts',
  'secret.refused': 'was refused',
  'secret.requested': 'was asked for in chat',
  'secret.provided': 'was given in chat',
  'secret.declined': 'was declined in chat',
  'secret.request-expired': 'was asked for and not given in time',
  'lease.granted': 'may be used',
  'lease.refused': 'may not be used',
  'lease.revoked': 'asks again before use',
  'history.scanned': 'was looked for in the chats',
  'history.scrubbed': 'was masked in the chats',
  'key.created': 'An API key was made',
  'key.revoked': 'An API key was revoked',
  'webhook.created': 'A webhook was made',
  'webhook.changed': 'A webhook was changed',
  'webhook.deleted': 'A webhook was deleted',
  'webhook.failing': 'A webhook was switched off after many failures',
  'schedule.created': 'A schedule was made',
  'schedule.changed': 'A schedule was changed',
  'schedule.deleted': 'A schedule was deleted',
  'admin.role-changed': 'A role was changed',
  'admin.sign-up-changed': 'Who may sign up was changed',
  'admin.invited': 'An invitation was made',
  'admin.invitation-revoked': 'An invitation was revoked',
  'drill.run': 'A leak drill was made',
  'vault.rotated': 'The vault’s key was changed',
};

const uses = { env: 'was readable by code', sent: 'was sent', signed: 'signed' } as const;
const scopes = { once: 'once', conversation: 'in one conversation', hour: 'for an hour', always: 'always' } as const;

/** One entry as a sentence after the name of its secret; entries without one are whole sentences. */
export function auditWords(event: AuditEvent): string {
  switch (event.type) {
    case 'secret.used': {
      const to = event.host === null ? '' : ` to ${event.host}${event.path ?? ''}`;
      const status = event.status === null ? '' : `, status ${event.status}`;
      const often = event.count === undefined ? '' : ` ${event.count === 1 ? 'once' : `${event.count} times`}`;
      return `${uses[event.how]}${often}${to}${status}`;
    }
    case 'secret.refused':
      return `${words[event.type]}${event.host === null ? '' : ` for ${event.host}`}: ${event.reason}`;
    case 'lease.granted':
      return `${words[event.type]} ${event.scope === null ? '' : scopes[event.scope]}`.trim();
    case 'history.scanned':
    case 'history.scrubbed':
      return `${words[event.type]}: ${event.found} ${event.found === 1 ? 'place' : 'places'}`;
    case 'key.created':
    case 'key.revoked':
      return `${words[event.type]}: ${event.keyName}`;
    case 'webhook.created':
    case 'webhook.changed':
    case 'webhook.deleted':
    case 'webhook.failing':
      return `${words[event.type]}: ${event.host}`;
    case 'schedule.created':
    case 'schedule.changed':
    case 'schedule.deleted':
      return `${words[event.type]}: ${event.scheduleName}`;
    case 'drill.run':
    case 'vault.rotated':
      return `${words[event.type]}: ${event.note}`;
    default:
      return words[event.type];
  }
}
