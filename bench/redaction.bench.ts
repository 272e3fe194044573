import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { createRedactor, type Redactor } from '@cloakroom/redaction';

/*
 * How fast the redactor scans, against the two simple ways: one indexOf loop per pattern, and one RegExp of all patterns.
 * Those two look for 20 fixed spellings of each value, whole text at hand; the redactor looks for far more, in chunks.
 * Run after a build: node bench/redaction.bench.ts
 */

/** One line of the result. */
export interface RedactionBenchRow {
  readonly what: string;
  readonly corpus: string;
  readonly patterns: number;
  /** Megabytes (10^6 bytes of one-byte text) per second; the median of the rounds. */
  readonly megabytesPerSecond: number;
}

const ROUNDS = 5;
const CHUNK = 65_536;

function noise(seed: string, bytes: number): Buffer {
  return createHash('shake256', { outputLength: bytes }).update(seed).digest();
}

function secretsOf(count: number): { name: string; value: string }[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `SECRET_${at}`,
    value: `sk-${noise(`secret ${at}`, 24).toString('base64url')}`,
  }));
}

function spellingsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift + 1, -4),
  );
  const pairs = hex.match(/../g) ?? [];
  const reversed = [...value].reverse().join('');
  return [
    value,
    reversed,
    JSON.stringify(reversed).slice(1, -1) + '"',
    ...shifted,
    ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_').concat('-')),
    hex,
    hex.toUpperCase(),
    pairs.join(':'),
    pairs.join(' '),
    pairs.map((pair) => `%${pair}`).join(''),
    pairs.map((pair) => `%${pair.toUpperCase()}`).join(''),
    pairs.map((pair) => `\\x${pair}`).join(''),
    pairs.map((pair) => `\\u00${pair}`).join(''),
    Buffer.from(value, 'utf16le').toString('base64').slice(0, -4),
    [...value].join(' '),
    [...bytes].join(','),
  ];
}

function corpora(): Record<string, string> {
  const line =
    'The agent read 42 mentions of @example and wrote a summary; next page: https://api.example.com/2/tweets?page=7\n';
  const row = (id: number): object => ({ id, at: new Date(id * 1e9), user: `user-${id}`, likes: id * 7, ok: true });
  const json = JSON.stringify(Array.from({ length: 60_000 }, (_, id) => row(id)));
  return { prose: line.repeat(45_000), json, base64: noise('corpus', 3_000_000).toString('base64') };
}

function measure(text: string, scan: (text: string) => void): number {
  scan(text);
  const rates = Array.from({ length: ROUNDS }, () => {
    const from = performance.now();
    scan(text);
    return text.length / 1e3 / (performance.now() - from);
  });
  return Math.round((rates.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0) * 10) / 10;
}

function scanners(secrets: { name: string; value: string }[]): Record<string, (text: string) => void> {
  const redactor = createRedactor(secrets);
  const tired = createRedactor(secrets);
  tired.openByteStream().push(noise('noise', 16_000_000));
  const patterns = secrets.flatMap(({ value }) => spellingsOf(value));
  const escaped = patterns.map((pattern) => pattern.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const expression = new RegExp(escaped.join('|'), 'g');
  const inChunks = (scanner: Redactor) => (text: string) => {
    const stream = scanner.openStream();
    for (let at = 0; at < text.length; at += CHUNK) stream.push(text.slice(at, at + CHUNK));
    stream.end();
  };
  return {
    'redactor, stream of 64 KiB chunks': inChunks(redactor),
    'the same after 16 MB of noise': inChunks(tired),
    'indexOf loop': (text) => patterns.forEach((pattern) => text.indexOf(pattern)),
    'one RegExp': (text) => text.replace(expression, '*'),
  };
}

/** The same in a process of its own, as a worker is: what was run here before does not count. */
export function runRedactionBenchApart(): RedactionBenchRow[] {
  const printed = execFileSync(process.execPath, [import.meta.filename, '--json'], { encoding: 'utf8' });
  return JSON.parse(printed) as RedactionBenchRow[];
}

/** Measures all ways over all corpora with 200 patterns (10 values × 20 spellings); takes about a minute. */
function runRedactionBench(): RedactionBenchRow[] {
  const secrets = secretsOf(10);
  const patterns = secrets.flatMap(({ value }) => spellingsOf(value)).length;
  const ways = Object.entries(scanners(secrets));
  return Object.entries(corpora()).flatMap(([corpus, text]) =>
    ways.map(([what, scan]) => ({ what, corpus, patterns, megabytesPerSecond: measure(text, scan) })),
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rows = runRedactionBench();
  if (process.argv.includes('--json')) process.stdout.write(JSON.stringify(rows));
  else console.table(rows);
}
