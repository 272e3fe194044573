import { readCsv, SHOWN_COLUMNS, SHOWN_ROWS } from './csv-table.js';
import { formatBytes } from './format-bytes.js';

describe('readCsv', () => {
  it('reads quotes, line ends and any separator', () => {
    expect(readCsv('name;note\r\nAda;"a;b\nc"\r\n\r\n', false)).toEqual({
      head: ['name', 'note'],
      rows: [['Ada', 'a;b\nc']],
      cut: false,
    });
  });

  it('says when there is more than is shown', () => {
    const rows = (count: number): string => Array.from({ length: count + 1 }, (_, row) => `a,${row}`).join('\n');
    expect(readCsv(rows(SHOWN_ROWS), false)).toMatchObject({ cut: false });
    const long = readCsv(rows(SHOWN_ROWS + 1), false);
    expect([long.rows.length, long.cut]).toEqual([SHOWN_ROWS, true]);
    const wide = readCsv(Array.from({ length: SHOWN_COLUMNS + 1 }, () => 'x').join(','), false);
    expect([wide.head.length, wide.cut]).toEqual([SHOWN_COLUMNS, true]);
    expect(readCsv('a,b\n1,2', true).cut).toBe(true);
  });
});

describe('formatBytes', () => {
  it('counts in steps of 1,024', () => {
    const sizes = [0, 812, 3_482, 10 * 1_048_576, 1_572_864].map(formatBytes);
    expect(sizes).toEqual(['0 bytes', '812 bytes', '3.4 KB', '10 MB', '1.5 MB']);
  });
});
