import type { ApiCall } from './services.js';

function variableOf(secret: string, separator: 'camel' | 'snake'): string {
  const words = secret.toLowerCase().split('_').filter(Boolean);
  const rest = words.length > 1 && /^(?:x|gh|hf|cf|do)$/.test(words[0] ?? '') ? words.slice(1) : words;
  const named = separator === 'snake' ? rest.join('_') : camel(rest);
  return /^[a-z]/.test(named) ? named : `secret${separator === 'snake' ? '_' : ''}${named}`;
}

function camel(words: readonly string[]): string {
  return words.map((word, at) => (at === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
}

const JS_PRINT: Readonly<Record<ApiCall['print'], string>> = {
  json: `const text = await response.text();
try {
  console.log(JSON.stringify(JSON.parse(text), null, 2));
} catch {
  console.log(text);
}`,
  tweets: `const body = await response.json();
if (Array.isArray(body.data)) {
  for (const tweet of body.data) console.log(\`- \${tweet.text}\`);
} else {
  console.log(JSON.stringify(body, null, 2));
}`,
};

/** A JavaScript program that makes the call with the secret, and prints the status and the answer. */
export function javascriptProgram(secret: string, { url, auth, headers, print }: ApiCall): string {
  const variable = variableOf(secret, 'camel');
  const value = auth.prefix === '' ? variable : `\`${auth.prefix}\${${variable}}\``;
  const name = /^\w+$/.test(auth.header) ? auth.header : JSON.stringify(auth.header);
  const all = [
    `${name}: ${value}`,
    ...Object.entries(headers).map(([key, text]) => `${JSON.stringify(key)}: ${JSON.stringify(text)}`),
  ];
  return `const ${variable} = process.env.${secret};
const response = await fetch(
  ${JSON.stringify(url)},
  { headers: { ${all.join(', ')} } }
);
console.log(\`Status: \${response.status}\`);
${JS_PRINT[print]}
`;
}

const PYTHON_PRINT: Readonly<Record<ApiCall['print'], string>> = {
  json: `try:
    print(json.dumps(response.json(), indent=2, ensure_ascii=False))
except ValueError:
    print(response.text)`,
  tweets: `body = response.json()
if isinstance(body.get("data"), list):
    for tweet in body["data"]:
        print("-", tweet["text"])
else:
    print(json.dumps(body, indent=2, ensure_ascii=False))`,
};

/** The same program in Python, with \`requests\`. */
export function pythonProgram(secret: string, { url, auth, headers, print }: ApiCall): string {
  const variable = variableOf(secret, 'snake');
  const value = auth.prefix === '' ? variable : `f"${auth.prefix}{${variable}}"`;
  const all = [
    `${JSON.stringify(auth.header)}: ${value}`,
    ...Object.entries(headers).map(([key, text]) => `${JSON.stringify(key)}: ${JSON.stringify(text)}`),
  ];
  return `import json
import os

import requests

${variable} = os.environ["${secret}"]
headers = {${all.join(', ')}}
response = requests.get(${JSON.stringify(url)}, headers=headers)
print("Status:", response.status_code)
${PYTHON_PRINT[print]}
`;
}
