import Papa from 'papaparse';

/** Most rows below the heading that are shown. */
export const SHOWN_ROWS = 100;

/** Most columns that are shown. */
export const SHOWN_COLUMNS = 40;

/** The beginning of a table. */
export interface CsvTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** There is more of it, in either direction. */
  readonly cut: boolean;
}

/** Reads the beginning of a table; its separator is guessed. `cut` when `text` is not the whole file. */
export function readCsv(text: string, cut: boolean): CsvTable {
  const { data } = Papa.parse<string[]>(text, { preview: SHOWN_ROWS + 2, skipEmptyLines: 'greedy' });
  const [head = [], ...rows] = data;
  const isWide = data.some((row) => row.length > SHOWN_COLUMNS);
  const shorten = (row: readonly string[]): readonly string[] => row.slice(0, SHOWN_COLUMNS);
  return {
    head: shorten(head),
    rows: rows.slice(0, SHOWN_ROWS).map(shorten),
    cut: isWide || rows.length > SHOWN_ROWS || cut,
  };
}
