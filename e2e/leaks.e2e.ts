import { findCanary } from '@cloakroom/testing';
import { dumpStack } from './support/dump.js';
import { expect, saveSecret, send, test, ticket, waitForAnswer } from './support/cloakroom-page.js';
import { PLAYED_BEARER_TOKEN } from './support/played-x-api.js';
import { readStackAddress } from './support/stack-address.js';

const PROGRAM = `\`\`\`js
const token = process.env.X_BEARER_TOKEN;
console.log('raw', token);
console.log('base64', Buffer.from(token).toString('base64'), Buffer.from('x' + token).toString('base64'));
console.log('hex', Buffer.from(token).toString('hex'), 'uri', encodeURIComponent(token), 'json', JSON.stringify({ token }));
console.log([...token].reverse().join(''));
console.error(new Error('failed with ' + token));
const half = token.length / 2;
process.stdout?.write?.(token.slice(0, half));
process.stdout?.write?.(token.slice(half) + '\\n');
const response = await fetch('https://api.x.com/2/tweets/search/recent?query=@CreaoAI', { headers: { Authorization: 'Bearer ' + token } });
console.log(response.status, await response.text());
throw new Error('thrown with ' + token);
\`\`\``;

test('after the walk no frame, answer, document, queue key, log line or data file holds the token in any spelling', async ({
  page,
  account,
}) => {
  const stack = readStackAddress();
  const seen = new Map<string, Buffer>();
  const sent = new Map<string, Buffer>();
  const keep = (into: Map<string, Buffer>, name: string, payload: string | Buffer | null): void => {
    if (payload !== null) into.set(`${name} #${into.size}`, Buffer.from(payload));
  };
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => keep(seen, 'frame to the page', payload));
    socket.on('framesent', ({ payload }) => keep(sent, 'frame from the page', payload));
  });
  page.on('request', (request) => keep(sent, `request ${request.url()}`, request.postDataBuffer()));
  page.on('response', (response) => {
    void response.body().then(
      (body) => keep(seen, `answer ${response.url()}`, body),
      () => undefined,
    );
  });

  expect(account.name).not.toBe('');
  await page.goto('/secrets');
  await saveSecret(page, {
    name: 'X_BEARER_TOKEN',
    value: PLAYED_BEARER_TOKEN,
    description: 'X/Twitter API Bearer Token',
  });
  await expect(ticket(page, 'X_BEARER_TOKEN')).toBeVisible();
  await page.goto('/');
  await send(page, PROGRAM);
  await expect(page.getByText('«X_BEARER_TOKEN»').first()).toBeVisible();
  await waitForAnswer(page);

  const stored = await dumpStack(stack);
  expect(seen.size).toBeGreaterThan(5);
  expect(sent.size).toBeGreaterThan(2);
  expect([...stored.keys()].some((place) => place.startsWith('mongo messages'))).toBe(true);
  expect([...stored.keys()].some((place) => place.includes('gateway.log'))).toBe(true);
  // Names are in clear: the search finds what is there to be found.
  expect(findCanary('X_BEARER_TOKEN', stored)).not.toEqual([]);
  expect(findCanary('X/Twitter API Bearer Token', stored)).toEqual([]);
  for (const places of [seen, sent, stored]) expect(findCanary(PLAYED_BEARER_TOKEN, places)).toEqual([]);
  expect(findCanary('CreaoAI the new release is a joy', stored)).toEqual([]);
});
