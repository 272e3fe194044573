import { randomBytes, randomUUID } from 'node:crypto';
import { fileViewSchema, MAX_FILE_BYTES, messageListSchema, type FileView } from '@cloakroom/contracts';
import { dumpMongo } from '@cloakroom/testing';
import { startTestGateway, TEST_ORIGIN, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import { FileSweeper } from './file.sweeper.js';

const PATH = '/api/v1/files';
const DAY_MS = 24 * 60 * 60 * 1_000;

let gateway: TestGateway;
let person: TestPerson;
let other: TestPerson;

beforeAll(async () => {
  gateway = await startTestGateway({ MAX_FILE_MB_PER_USER: '21' });
  [person, other] = [await TestPerson.signUp(gateway), await TestPerson.signUp(gateway)];
});

afterAll(async () => {
  await gateway.close();
});

/** Sends a file the way the page does. */
async function post(name: string, body: Uint8Array<ArrayBuffer> | string, type = 'text/plain', who = person) {
  const response = await fetch(`${gateway.url}${PATH}?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { origin: TEST_ORIGIN, cookie: who.cookie, 'content-type': type },
    body,
  });
  return { status: response.status, body: await response.json() };
}

async function upload(name: string, body: Buffer | string, type = 'text/plain', who = person): Promise<FileView> {
  const answer = await post(name, new Uint8Array(Buffer.from(body)), type, who);
  expect(answer.status).toBe(201);
  return fileViewSchema.parse(answer.body);
}

function download(id: string, who = person): Promise<Response> {
  return fetch(`${gateway.url}${PATH}/${id}/content`, { headers: { cookie: who.cookie } });
}

async function send(attachments: string[], conversationId = randomUUID(), who = person): Promise<unknown> {
  const socket = await who.connect();
  const message = { conversationId, clientMessageId: randomUUID(), text: 'See the files.', attachments };
  const ack = await socket.client.emitWithAck('message:send', message);
  socket.close();
  return ack;
}

async function chunksOf(id: string): Promise<number> {
  const { db } = gateway.persistence.mongo.authDatabase();
  return db.collection('fileChunks').countDocuments({ fileId: id });
}

describe('a file', () => {
  it('comes back byte for byte, as a download in which nothing runs', async () => {
    const bytes = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(700_000)]);
    const file = await upload('a chart.png', bytes, 'application/json');
    expect(file).toEqual({ id: file.id, name: 'a chart.png', mediaType: 'image/png', bytes: 700_008, shown: 'image' });
    expect(await chunksOf(file.id)).toBe(3);
    expect((await person.request('GET', `${PATH}/${file.id}`)).body).toEqual(file);
    const answer = await download(file.id);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': '700008',
      'content-disposition': `attachment; filename="a chart.png"; filename*=UTF-8''a%20chart.png`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-store',
    });
  });

  it.each([
    ['page.html', 'text/html', '<script>alert(1)</script>', 'application/octet-stream'],
    ['picture.svg', 'image/svg+xml', '<svg onload="alert(1)"/>', 'application/octet-stream'],
    ['page.png', 'image/png', '<script>alert(1)</script>', 'application/octet-stream'],
    ['note.txt', 'text/plain', 'a note', 'text/plain; charset=utf-8'],
    ['data.json', 'application/json', '{"a": [1]}', 'application/octet-stream'],
  ])('%s of type %s is handed out under a type that no page has', async (name, type, text, served) => {
    const { id } = await upload(name, text, type);
    const answer = await download(id);
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([served, text]);
  });

  it('is in the database and in the log in no readable form, neither its name', async () => {
    const [inside, name] = [`inside-${randomUUID()}`, `name-${randomUUID()}.txt`];
    await upload(name, inside.repeat(20));
    const stored = await dumpMongo(gateway.persistence);
    const everything = [...stored.map(([, bytes]) => bytes), Buffer.from(gateway.logText())];
    expect(everything.some((each) => each.includes(inside) || each.includes(name))).toBe(false);
  });

  it('does not open when a stretch was changed, or comes from another place', async () => {
    const file = await upload('two.bin', randomBytes(300_000), 'application/octet-stream');
    const { db } = gateway.persistence.mongo.authDatabase();
    const chunks = db.collection<{ _id: string; body: unknown }>('fileChunks');
    const second = await chunks.findOne({ _id: `${file.id}-1` });
    await chunks.updateOne({ _id: `${file.id}-0` }, { $set: { body: second?.body } });
    await expect(download(file.id).then((answer) => answer.arrayBuffer())).rejects.toThrow();
  });

  it('belongs to one person: to others it is not there', async () => {
    const { id } = await upload('mine.txt', 'mine');
    const answers = await Promise.all([
      other.request('GET', `${PATH}/${id}`),
      other.request('GET', `${PATH}/${id}/content`),
      other.request('DELETE', `${PATH}/${id}`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(await send([id], randomUUID(), other)).toMatchObject({ ok: false, error: { code: 'file-not-found' } });
    expect((await person.request('GET', `${PATH}/${id}`)).status).toBe(200);
    expect((await fetch(`${gateway.url}${PATH}/${id}/content`)).status).toBe(401);
  });
});

describe('a refused file', () => {
  it('is too large, by what it announces and by what comes', async () => {
    const bytes = new Uint8Array(MAX_FILE_BYTES + 1);
    expect(await post('big', bytes)).toMatchObject({ status: 413, body: { code: 'file-too-large' } });
    const before = await gateway.persistence.mongo.authDatabase().db.collection('fileChunks').countDocuments();
    const url = `${gateway.url}${PATH}?name=big`;
    const headers = { origin: TEST_ORIGIN, cookie: person.cookie, 'content-type': 'text/plain' };
    const stream = new Blob([bytes]).stream();
    const answer = await fetch(url, { method: 'POST', headers, body: stream, duplex: 'half' });
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('larger than 10 MB')]);
    expect(await gateway.persistence.mongo.authDatabase().db.collection('fileChunks').countDocuments()).toBe(before);
  });

  it.each([['../up.txt'], ['a/b'], ['a\\b'], ['a\nb'], [''], ['..'], ['evil\u202Etxt.exe'], ['x'.repeat(256)]])(
    'has the name %j',
    async (name) => {
      expect(await post(name, 'text')).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
    },
  );

  it('is sent as a form', async () => {
    const type = 'multipart/form-data; boundary=x';
    expect(await post('a', 'x', type)).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
  });

  it('finds no room, however many come at the same time', async () => {
    const hoarder = await TestPerson.signUp(gateway);
    const part = new Uint8Array(6 * 1_048_576);
    const answers = await Promise.all([1, 2, 3, 4, 5].map((at) => post(`${at}`, part, 'text/plain', hoarder)));
    const kept = answers.filter(({ status }) => status === 201).length;
    expect(kept).toBeLessThanOrEqual(3);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject({ status: 429, body: { code: 'files-full' } });
    expect((await post('small', 'x', 'text/plain', other)).status).toBe(201);
  });
});

describe('a message with files', () => {
  it('has them in its order, and goes with its chat', async () => {
    const files = [await upload('b.csv', 'a,b', 'text/csv'), await upload('a.txt', 'text')];
    const conversationId = randomUUID();
    expect(
      await send(
        files.map(({ id }) => id),
        conversationId,
      ),
    ).toMatchObject({ ok: true });
    const path = `/api/v1/conversations/${conversationId}`;
    const { messages } = messageListSchema.parse((await person.request('GET', `${path}/messages`)).body);
    expect(messages.map(({ attachments }) => attachments)).toEqual([files, undefined]);
    const exported = await person.request('GET', `${path}/export?format=markdown`);
    expect(exported.text).toContain('- ` b.csv ` (3 bytes)');
    const [first] = files;
    const refused = await person.request('DELETE', `${PATH}/${first?.id}`);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'file-already-sent' }]);
    expect(await send([first?.id ?? ''])).toMatchObject({ ok: false, error: { code: 'file-already-sent' } });
    await person.request('DELETE', path);
    expect((await download(first?.id ?? '')).status).toBe(404);
    expect(await chunksOf(first?.id ?? '')).toBe(0);
  });

  it('is refused whole when one of them is not there, and can be sent again without it', async () => {
    const { id } = await upload('a.txt', 'text');
    const conversationId = randomUUID();
    const refusal = { ok: false, error: { code: 'file-not-found' } };
    expect(await send([id, randomUUID()], conversationId)).toMatchObject(refusal);
    expect((await person.request('GET', `/api/v1/conversations/${conversationId}/messages`)).status).toBe(404);
    expect(await send([id, id], conversationId)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(await send([id], conversationId)).toMatchObject({ ok: true });
  });

  it('comes over REST, too', async () => {
    const file = await upload('a.txt', 'text');
    const begun = await person.request('POST', '/api/v1/runs', { input: 'Read it.', attachments: [file.id] });
    expect(begun.status).toBe(202);
    const { messageId } = begun.body as { messageId: string };
    expect((await gateway.persistence.messages.find(person.owner, messageId)).attachments).toEqual([file]);
  });
});

describe('a file that was never sent', () => {
  it('is deleted by its owner, or after a day', async () => {
    const [mine, old, sent] = [await upload('1', 'x'), await upload('2', 'x'), await upload('3', 'x')];
    expect((await person.request('DELETE', `${PATH}/${mine.id}`)).status).toBe(204);
    expect([(await download(mine.id)).status, await chunksOf(mine.id)]).toEqual([404, 0]);
    await send([sent.id]);
    const { db } = gateway.persistence.mongo.authDatabase();
    const ids = { _id: { $in: [old.id, sent.id] } };
    await db
      .collection<{ _id: string }>('files')
      .updateMany(ids, { $set: { createdAt: new Date(Date.now() - DAY_MS) } });
    await gateway.running.app.get(FileSweeper, { strict: false }).sweep();
    expect([(await download(old.id)).status, await chunksOf(old.id)]).toEqual([404, 0]);
    expect((await download(sent.id)).status).toBe(200);
  });
});
