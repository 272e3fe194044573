// Verifies an export of a Cloakroom audit trail, offline, with bare Node and nothing else:
//   node verify-audit.mjs export.json [earlier-export.json]
// Every entry's hash is SHA-256 over the RFC 8785 canonical JSON of {v, userId, seq, at, previousHash, nonce, event}, and
// every entry names the hash of the one before it. Exit code 0: the chain is whole. 1: it is not. 2: not such a file.
// A chain that is whole can still have been cut at its ends, with the marks of the file changed to fit. Give an export that
// was made earlier, too: the later one has to go on from it, and may lack only what is older than 90 days.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const FIRST_HASH = '0'.repeat(64);
const RETENTION_MS = 90 * 24 * 60 * 60_000;

function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
}

function hashOf(userId, { seq, at, previousHash, nonce, event }) {
  const text = canonicalJson({ v: 1, userId, seq, at, previousHash, nonce, event });
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function findFaults({ userId, start, head, entries }) {
  const faults = [];
  let { seq, hash } = start;
  if (seq === 0 && hash !== FIRST_HASH) faults.push('start: a chain that begins at 1 follows 64 zeros');
  for (const [index, entry] of entries.entries()) {
    const name = `entry ${entry.seq} (line ${index + 1}, ${entry.at}, ${entry.event?.type})`;
    if (hashOf(userId, entry) !== entry.hash) faults.push(`${name}: was changed, its hash does not fit its content`);
    if (entry.seq > seq + 1) faults.push(`${name}: ${missing(seq + 1, entry.seq - 1)} before it`);
    else if (entry.seq <= seq) faults.push(`${name}: stands behind number ${seq}: inserted, doubled or out of order`);
    else if (entry.previousHash !== hash) faults.push(`${name}: does not follow the entry before it`);
    seq = entry.seq;
    hash = entry.hash;
  }
  if (head.seq > seq) faults.push(`end: ${missing(seq + 1, head.seq)}`);
  else if (head.seq !== seq || head.hash !== hash)
    faults.push(`end: the last entry is not number ${head.seq} of the head`);
  return faults;
}

function findDifferences(earlier, later) {
  if (earlier.userId !== later.userId) return ['the earlier export: is of another user'];
  const faults = findFaults(earlier).map((fault) => `the earlier export: ${fault}`);
  const { start, head } = later;
  if (earlier.head.seq > head.seq)
    faults.push(`end: ${missing(head.seq + 1, earlier.head.seq)}; the earlier export has it`);
  const now = new Map([[start.seq, start.hash], ...later.entries.map(({ seq, hash }) => [seq, hash])]);
  for (const { seq, at, hash } of earlier.entries) {
    if (now.has(seq) && now.get(seq) !== hash) faults.push(`entry ${seq}: is another one in the earlier export`);
    const isOld = Date.parse(at) < Math.min(Date.parse(later.exportedAt), Date.now()) - RETENTION_MS;
    if (seq <= start.seq && !isOld) faults.push(`start: ${missing(seq, seq)}, and was not 90 days old (${at})`);
  }
  return faults;
}

function missing(from, to) {
  return from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;
}

function readExport(file) {
  const content = JSON.parse(readFileSync(file, 'utf8'));
  if (content?.format !== 'cloakroom-audit' || content.v !== 1 || !Array.isArray(content.entries)) {
    throw new Error('it is no export of a Cloakroom audit trail');
  }
  if (![content.start, content.head].every((mark) => Number.isInteger(mark?.seq) && typeof mark.hash === 'string')) {
    throw new Error('it does not say where its chain starts and ends');
  }
  return content;
}

const [file, earlierFile] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node verify-audit.mjs export.json [earlier-export.json]');
  process.exit(2);
}
try {
  const content = readExport(file);
  const faults = findFaults(content);
  if (earlierFile !== undefined) faults.push(...findDifferences(readExport(earlierFile), content));
  for (const fault of faults) console.error(`✗ ${fault}`);
  const { entries, start, head } = content;
  if (faults.length > 0) {
    console.error(`NOT intact: ${faults.length} fault(s) in ${entries.length} entries.`);
    process.exitCode = 1;
  } else {
    if (start.seq > 0)
      console.log(`Entries 1 to ${start.seq} are older than what is kept; the chain goes on from them.`);
    console.log(`Intact: ${entries.length} entries, ${start.seq + 1} to ${head.seq}.`);
    console.log(`Last hash: ${head.hash}`);
    if (earlierFile === undefined)
      console.log('Whether it was cut at its ends, only an earlier export can show: name it too.');
    else console.log('It goes on from the earlier export.');
  }
} catch (error) {
  console.error(`${file} cannot be verified: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
