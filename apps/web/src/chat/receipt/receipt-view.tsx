import type { LoggedRequest, MessagePart } from '@cloakroom/contracts';
import { ReceiptText } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatDuration } from '../../platform/format-time.js';
import { MaskedText } from '../../ui/masked-text.js';
import { receiptOf, type Receipt, type ReceiptCall } from './receipt-lines.js';

/** What an answer did: secrets by name, calls, hosts and status, bytes, masks and time. */
export default function ReceiptView({ parts }: { readonly parts: readonly MessagePart[] }): ReactNode {
  const receipt = receiptOf(parts);
  if (receipt === null) return null;
  return (
    <details
      data-testid="receipt"
      className="rounded-lg border border-dashed border-ticket-line bg-ticket text-xs text-ticket-ink"
    >
      <summary className="flex list-none flex-wrap items-center gap-x-2 gap-y-0.5 rounded-lg px-3.5 py-2 [&::-webkit-details-marker]:hidden">
        <ReceiptText aria-hidden="true" className="size-3.5 shrink-0 text-ticket-soft" />
        <span className="font-semibold">Receipt</span>
        <span className="text-ticket-soft wrap-anywhere">{summaryOf(receipt)}</span>
      </summary>
      <div className="grid gap-3 border-t-2 border-dotted border-ticket-line px-3.5 py-3">
        {receipt.calls.map((call) => (
          <Call key={call.number} call={call} />
        ))}
        <p className="border-t border-ticket-line pt-2 text-ticket-soft">
          {receipt.masked.length === 0
            ? 'Nothing had to be masked in what the code put out.'
            : `Masked in what the code put out: ${receipt.masked.map(({ name, count }) => `${name} ${count}×`).join(', ')}.`}{' '}
          {formatBytes(receipt.bytes)} received, {formatDuration(receipt.durationMs)} in the sandbox.
        </p>
      </div>
    </details>
  );
}

function summaryOf({ sent, signed, requests, durationMs }: Receipt): string {
  return [
    sent.length === 0 ? 'no secret sent' : `sent ${sent.join(', ')}`,
    ...(signed.length === 0 ? [] : [`signed with ${signed.join(', ')}`]),
    `${requests} ${requests === 1 ? 'request' : 'requests'}`,
    formatDuration(durationMs),
  ].join(' · ');
}

function Call({ call }: { readonly call: ReceiptCall }): ReactNode {
  return (
    <section aria-label={`Call ${call.number}`}>
      <p className="flex flex-wrap justify-between gap-x-3 font-semibold">
        <span>
          Call {call.number}, {call.language === 'python' ? 'Python' : 'JavaScript'}
        </span>
        <span className="font-normal text-ticket-soft tabular-nums">
          {call.durationMs === null ? 'not ended' : formatDuration(call.durationMs)}
        </span>
      </p>
      {call.requests.length === 0 && <p className="text-ticket-soft">Made no request.</p>}
      {call.signed.map(({ name, mode, count }) => (
        <p key={`${name} ${mode}`} className="text-ticket-soft wrap-anywhere">
          <span className="font-mono font-semibold">{name}</span> {mode}, signed{' '}
          {count === 1 ? 'once' : `${count} times`}
        </p>
      ))}
      <ul className="grid gap-1.5 pt-1">
        {call.requests.map((request, index) => (
          <RequestLine key={index} request={request} />
        ))}
      </ul>
    </section>
  );
}

function RequestLine({ request }: { readonly request: LoggedRequest }): ReactNode {
  const { method, host, path, status, denied, secrets = [], bytes, ms } = request;
  return (
    <li>
      <p className="flex flex-wrap justify-between gap-x-3">
        <span className="min-w-0 font-mono wrap-anywhere">
          <MaskedText text={`${method} ${host}${path}`} />
        </span>
        <span className={`tabular-nums ${denied === true ? 'font-semibold text-danger' : 'text-ticket-soft'}`}>
          {denied === true ? 'refused' : (status ?? 'no answer')} · {formatBytes(bytes)} · {formatDuration(ms)}
        </span>
      </p>
      {secrets.map(({ name, place, headerName, mode }) => (
        <p key={`${name} ${place} ${headerName ?? ''}`} className="text-ticket-soft wrap-anywhere">
          <span className="font-mono font-semibold">{name}</span> {mode} in{' '}
          {headerName === null ? `the ${place}` : headerName}
        </p>
      ))}
    </li>
  );
}

/** "980 bytes", "12.4 kB". */
function formatBytes(bytes: number): string {
  return bytes < 1000 ? `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}` : `${(bytes / 1000).toFixed(1)} kB`;
}
