import type { SecretView } from '@cloakroom/contracts';
import type { ReactNode } from 'react';
import { Notice } from '../ui/notice.js';
import { expiryOf, expiryWords } from './data/secret-view-rules.js';

/** Reminds of secrets that end within a week, soonest first. */
export function ExpiryNotice({ secrets }: { readonly secrets: readonly SecretView[] }): ReactNode {
  const now = new Date();
  const ending = secrets
    .filter(({ enabled }) => enabled)
    .map(({ name, expiresAt }) => ({ name, expiry: expiryOf(expiresAt, now) }))
    .flatMap(({ name, expiry }) => (expiry.kind === 'soon' ? [{ name, days: expiry.days }] : []))
    .sort((a, b) => a.days - b.days);
  if (ending.length === 0) return null;
  return (
    <Notice tone="brass" className="mb-6">
      <p className="font-semibold">
        {ending.length === 1 ? 'A secret expires soon.' : `${ending.length} secrets expire soon.`} Edit its date or its
        value to keep it working.
      </p>
      <ul className="mt-0.5">
        {ending.map(({ name, days }) => (
          <li key={name}>
            <span className="font-mono text-xs wrap-anywhere">{name}</span> {expiryWords(days)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
