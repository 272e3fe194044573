import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { saveJson } from '../../platform/save-file.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { exportAudit } from './audit-api.js';
import { verifyChain } from './verify-chain.js';

/** Verifies the whole trail in this browser, and hands it out for verifying elsewhere. */
export function AuditProof(): ReactNode {
  const verify = useMutation({ mutationFn: async () => verifyChain(await exportAudit()) });
  const download = useMutation({ mutationFn: async () => saveJson('cloakroom-audit.json', await exportAudit()) });
  const failure = verify.error ?? download.error;
  return (
    <div className="grid gap-2 text-sm">
      <div className="flex flex-wrap gap-2">
        <Button size="small" busy={verify.isPending} onClick={() => verify.mutate()}>
          Verify
        </Button>
        <Button size="small" busy={download.isPending} onClick={() => download.mutate()}>
          Export
        </Button>
      </div>
      {failure !== null && <Notice tone="danger">{messageOf(failure)}</Notice>}
      <div role="status">
        {verify.data?.intact === true && (
          <p className="text-good">
            Intact: {verify.data.entries} {verify.data.entries === 1 ? 'entry' : 'entries'}, each hash computed again in
            this browser. Last hash <code className="font-mono text-xs wrap-anywhere">{verify.data.lastHash}</code>
          </p>
        )}
        {verify.data?.intact === false && <p className="font-semibold text-danger">Not intact. {verify.data.fault}</p>}
      </div>
      <p className="text-xs text-ink-faint">
        Entries are chained by their hashes and kept for 90 days. To verify an export offline, fetch{' '}
        <a href="/api/v1/audit/verify-audit.mjs" download className="text-brand underline underline-offset-3">
          verify-audit.mjs
        </a>{' '}
        and run <code className="font-mono">node verify-audit.mjs cloakroom-audit.json</code>
      </p>
    </div>
  );
}
