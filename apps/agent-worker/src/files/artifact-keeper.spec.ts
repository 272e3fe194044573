import { randomUUID } from 'node:crypto';
import { MAX_ARTIFACTS_LEFT_OUT, MAX_FILE_BYTES } from '@cloakroom/contracts';
import { fileKindOf } from '@cloakroom/persistence';
import { createRedactor } from '@cloakroom/redaction';
import { PacedRedaction } from '../secrets/paced-redaction.js';
import { ArtifactKeeper } from './artifact-keeper.js';
import type { LeftFile } from './run-files.js';

const VALUE = 'q7#Xw2!z-first-9Lm';

/** Keeps the files of a call, of which `room` more may be stored. */
async function keep(files: Record<string, string | Uint8Array>, room = 1_000) {
  const kept: LeftFile[] = [];
  const store = (_run: unknown, file: LeftFile) => {
    if (kept.length === room) return Promise.resolve('no-room' as const);
    kept.push(file);
    const { name, bytes } = file;
    return Promise.resolve({ id: randomUUID(), name, bytes: bytes.length, ...fileKindOf(file, bytes) });
  };
  const paced = new PacedRedaction(createRedactor([{ name: 'A_KEY', value: VALUE }]));
  const keeper = new ArtifactKeeper({ userId: 'u', conversationId: 'c' }, { keep: store }, paced);
  const written = Object.entries(files).map(([path, content]) => ({ path, bytes: Buffer.from(content) }));
  return { ...(await keeper.keep(written)), kept };
}

const binary = (text: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0x80]), Buffer.from(text)]);

describe('files that a call wrote', () => {
  it('say nothing when there are none', async () => {
    expect(await keep({})).toEqual({ kept: [] });
  });

  it('are named by their path, without what a name may not have', async () => {
    const { artifacts } = await keep({ 'a/b.txt': 'x', 'c\nd\u202e.txt': 'x', [`${'x'.repeat(300)}.csv`]: 'x' });
    expect(artifacts?.map(({ name }) => name)).toEqual(['a_b.txt', 'c_d_.txt', `…${'x'.repeat(250)}.csv`]);
  });

  it('have no value in their text or their name', async () => {
    const { artifacts, kept } = await keep({ [`${VALUE}.txt`]: `is ${VALUE}`, 'b64.txt': btoa(VALUE) });
    expect(artifacts?.map(({ name }) => name)).toEqual(['b64.txt', '«A_KEY».txt']);
    expect(kept.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['«A_KEY»', 'is «A_KEY»']);
  });

  it.each([
    ['as it is', binary(VALUE)],
    ['in base64', binary(btoa(VALUE))],
    ['in UTF-16', Buffer.from(VALUE, 'utf16le')],
    ['in an image', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), binary(VALUE)])],
  ])('are not kept when a value is in their bytes %s', async (_how, bytes) => {
    const { artifactsLeftOut, kept } = await keep({ 'a.bin': bytes });
    expect([artifactsLeftOut, kept]).toEqual([[{ name: 'a.bin', reason: 'secret' }], []]);
  });

  it('are kept byte for byte when there is none', async () => {
    const bytes = Buffer.from(Array.from({ length: 2_048 }, (_, at) => (at * 7) % 256));
    const { kept } = await keep({ 'a.bin': bytes });
    expect(Buffer.from(kept[0]?.bytes ?? []).equals(bytes)).toBe(true);
  });

  it('are as many and as large as may be, and as there is room', async () => {
    const large = await keep({ 'a.bin': new Uint8Array(MAX_FILE_BYTES + 1) });
    expect(large.artifactsLeftOut).toEqual([{ name: 'a.bin', reason: 'too-large' }]);
    const names = Array.from({ length: 100 }, (_, at) => `${100 + at}.txt`);
    const many = await keep(Object.fromEntries(names.map((name) => [name, 'x'])));
    expect(many.artifacts?.map(({ name }) => name)).toEqual(names.slice(0, 20));
    expect(many.artifactsLeftOut).toHaveLength(MAX_ARTIFACTS_LEFT_OUT);
    expect(many.artifactsLeftOut?.[0]).toEqual({ name: '120.txt', reason: 'too-many' });
    const full = await keep({ 'a.txt': 'x', 'b.txt': 'x' }, 1);
    expect([full.artifacts?.length, full.artifactsLeftOut]).toEqual([1, [{ name: 'b.txt', reason: 'quota' }]]);
  });
});
