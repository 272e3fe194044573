import { useMemo, type ReactNode } from 'react';
import { readCsv, SHOWN_COLUMNS, SHOWN_ROWS } from './csv-table.js';
import type { ShownText } from './file-content.js';

export interface CsvPreviewProps {
  readonly name: string;
  readonly shown: ShownText;
}

/** The beginning of a table. */
export default function CsvPreview({ name, shown }: CsvPreviewProps): ReactNode {
  const { head, rows, cut } = useMemo(() => readCsv(shown.text, shown.cut), [shown]);
  return (
    <>
      <div
        tabIndex={0}
        role="group"
        aria-label={`Table ${name}`}
        className="max-h-80 overflow-auto outline-offset-[-2px]"
      >
        <table className="min-w-full border-collapse text-xs">
          <thead className="sticky top-0 bg-sunken">
            <tr>
              {head.map((cell, index) => (
                <th
                  key={index}
                  scope="col"
                  dir="auto"
                  className="border-b border-line px-3 py-1.5 text-start font-semibold"
                >
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={place} className="border-b border-line last:border-b-0">
                {row.map((cell, index) => (
                  <td key={index} dir="auto" className="max-w-80 px-3 py-1.5 align-top wrap-anywhere">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {cut && !shown.cut && (
        <p className="px-3 py-2 text-xs text-brass">
          The first {SHOWN_ROWS} rows and {SHOWN_COLUMNS} columns. Download the file for the rest.
        </p>
      )}
    </>
  );
}
