import type { ReactNode } from 'react';

const rows = [
  { pattern: 'SERVICE_API_KEY', example: 'OPENAI_API_KEY', use: 'Third-party API keys' },
  { pattern: 'SERVICE_BEARER_TOKEN', example: 'X_BEARER_TOKEN', use: 'OAuth bearer tokens' },
  { pattern: 'SERVICE_SECRET', example: 'STRIPE_SECRET', use: 'General secrets and passwords' },
  { pattern: 'DB_PASSWORD', example: 'POSTGRES_PASSWORD', use: 'Database credentials' },
] as const;

/** Help for choosing a name. */
export function NamingTable(): ReactNode {
  return (
    <details className="group rounded-lg border border-line bg-sunken/60 text-sm">
      <summary className="rounded-lg px-3.5 py-2.5 font-semibold">How to name it</summary>
      <div className="overflow-x-auto px-3.5 pb-3" tabIndex={0} role="group" aria-label="Naming examples">
        <table className="w-full text-start text-xs">
          <thead>
            <tr className="text-ink-faint [&_th]:py-1.5 [&_th]:pe-4 [&_th]:text-start [&_th]:font-medium">
              <th scope="col">Pattern</th>
              <th scope="col">Example</th>
              <th scope="col">For</th>
            </tr>
          </thead>
          <tbody className="[&_td]:border-t [&_td]:border-line [&_td]:py-1.5 [&_td]:pe-4">
            {rows.map((row) => (
              <tr key={row.pattern}>
                <td className="font-mono">{row.pattern}</td>
                <td className="font-mono">{row.example}</td>
                <td>{row.use}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
