import { type LoggedRequest, MAX_CALL_SECRETS, type RunEventBody, type SecretMode } from '@cloakroom/contracts';
import type { SignedWith } from '../signing/call-signer.js';

type CallSecret = Extract<RunEventBody, { type: 'tool.finished' }>['secrets'][number];

/** What a call could do and did with secrets. */
export interface CallTrace {
  /** Secrets that its code names and its environment had. */
  readonly named: readonly { readonly name: string; readonly mode: SecretMode }[];
  readonly requests: readonly LoggedRequest[];
  /** Secrets that were signed with. */
  readonly signed: readonly SignedWith[];
}

/** What is told of a call's secrets: read, sent (once for each request; denied ones left nothing), signed with. */
export function callSecrets({ named, requests, signed }: CallTrace): CallSecret[] {
  const sent = requests
    .filter(({ denied }) => denied !== true)
    .flatMap(({ secrets = [] }) => [...new Map(secrets.map((secret) => [secret.name, secret])).values()]);
  return [
    ...counted(named.map(({ name, mode }) => ({ name, mode, how: 'env', count: 1 }))),
    ...counted(sent.map(({ name, mode }) => ({ name, mode, how: 'sent', count: 1 }))),
    ...signed.slice(0, MAX_CALL_SECRETS).map((secret) => ({ ...secret, how: 'signed' as const })),
  ];
}

function counted(uses: readonly CallSecret[]): CallSecret[] {
  const found = new Map<string, CallSecret>();
  for (const use of uses) {
    const key = `${use.name} ${use.mode}`;
    found.set(key, { ...use, count: (found.get(key)?.count ?? 0) + use.count });
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1)).slice(0, MAX_CALL_SECRETS);
}
