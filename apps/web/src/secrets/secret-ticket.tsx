import { SECRET_MASK, type SecretView } from '@cloakroom/contracts';
import { Pencil, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../ui/button.js';
import { Moment } from '../ui/moment.js';
import { expiryOf, expiryWords } from './data/secret-view-rules.js';
import { SecretOffers } from './secret-offers.js';
import { SecretReach } from './secret-reach.js';
import { SecretSwitch } from './secret-switch.js';

export interface SecretTicketProps {
  readonly secret: SecretView;
  /** Its place in the order of arrival, printed on the stub. */
  readonly number: number;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

/** One secret as a coat-check ticket: everything but its value. */
export function SecretTicket({ secret, number, onEdit, onDelete }: SecretTicketProps): ReactNode {
  const expiry = expiryOf(secret.expiresAt, new Date());
  const idle = !secret.enabled || expiry.kind === 'expired';
  return (
    <article
      aria-label={secret.name}
      data-idle={idle}
      className="ticket animate-rise shadow-card data-[idle=true]:border-dashed"
    >
      <div className="ticket-stub" aria-hidden="true">
        <span className="ticket-hole" />
        <span className="ticket-number text-lg">No {String(number).padStart(4, '0')}</span>
      </div>
      <div className="flex min-w-0 flex-col py-3.5 ps-5 pe-3">
        <div className="flex items-start justify-between gap-2">
          <h2 className={`pt-1 font-mono text-sm font-semibold wrap-anywhere ${idle ? 'text-ticket-soft' : ''}`}>
            {secret.name}
          </h2>
          <div className="-mt-0.5 flex shrink-0">
            <SecretSwitch secret={secret} />
            <IconButton
              label={`Edit ${secret.name}`}
              onClick={onEdit}
              className="text-ticket-soft hover:bg-ticket-line/40 hover:text-ticket-ink"
            >
              <Pencil aria-hidden="true" />
            </IconButton>
            <IconButton
              label={`Delete ${secret.name}`}
              onClick={onDelete}
              className="text-ticket-soft hover:bg-danger-tint hover:text-danger"
            >
              <Trash2 aria-hidden="true" />
            </IconButton>
          </div>
        </div>
        <p dir="auto" className="mt-0.5 pe-2 text-sm wrap-anywhere text-ticket-soft">
          {secret.description === '' ? <span className="italic">No description</span> : secret.description}
        </p>
        {secret.tags.length > 0 && (
          <ul aria-label="Tags" className="mt-1.5 flex flex-wrap gap-1">
            {secret.tags.map((tag) => (
              <li
                key={tag}
                className="max-w-full truncate rounded-full border border-ticket-line px-2 py-px text-2xs text-ticket-soft"
              >
                {tag}
              </li>
            ))}
          </ul>
        )}
        <div className="mt-3 flex flex-wrap items-center justify-between gap-2 pe-2">
          <p className="font-mono tracking-[0.2em]" aria-label="Value hidden">
            {SECRET_MASK}
          </p>
          <State enabled={secret.enabled} expired={expiry.kind === 'expired'} />
        </div>
        <div className="pe-2">
          <SecretReach secret={secret} />
          <SecretOffers secret={secret} />
        </div>
        <dl className="mt-auto flex flex-wrap gap-x-4 gap-y-0.5 pt-3 text-xs text-ticket-soft [&_dd]:inline [&_dt]:inline">
          <div>
            <dt>Created </dt>
            <dd>
              <Moment iso={secret.createdAt} style="date" />
            </dd>
          </div>
          {secret.updatedAt !== null && (
            <div>
              <dt>Updated </dt>
              <dd>
                <Moment iso={secret.updatedAt} style="date" />
              </dd>
            </div>
          )}
          <div>
            <dt>Last used </dt>
            <dd>{secret.lastUsedAt === null ? 'never' : <Moment iso={secret.lastUsedAt} style="ago" />}</dd>
          </div>
          {secret.expiresAt !== null && (
            <div className={expiry.kind === 'later' ? '' : 'font-semibold text-danger'}>
              <dt className="sr-only">Expiry </dt>
              <dd>
                {expiry.kind === 'soon' && expiryWords(expiry.days)}
                {expiry.kind !== 'soon' && (
                  <>
                    {expiry.kind === 'expired' ? 'Expired ' : 'Expires '}
                    <Moment iso={secret.expiresAt} style="date" />
                  </>
                )}
              </dd>
            </div>
          )}
        </dl>
      </div>
    </article>
  );
}

function State({ enabled, expired }: { readonly enabled: boolean; readonly expired: boolean }): ReactNode {
  if (enabled && !expired) return null;
  return (
    <p className="stamp -rotate-3 rounded border-2 border-danger px-1.5 text-sm text-danger uppercase">
      {enabled ? 'Expired' : 'Off'}
    </p>
  );
}
