import { MAX_FILE_BYTES, MAX_FILES_PER_MESSAGE, type FileView } from '@cloakroom/contracts';
import { UploadDesk, type SendFile, type UploadDeskOptions } from './upload-desk.js';

const ID = '11111111-1111-4111-8111-11111111111';

function view(number: number, name = `${number}.txt`): FileView {
  return { id: `${ID}${number}`, name, mediaType: 'text/plain', bytes: 5, shown: 'text' };
}

function file(name: string, size = 5): File {
  const made = new File(['hello'], name);
  return Object.defineProperty(made, 'size', { value: size });
}

/** A server that answers when it is told to. */
function setUp({ kept = '' } = {}) {
  const asked: { name: string; end: (view: FileView) => void; fail: (words: string) => void; signal: AbortSignal }[] =
    [];
  const discarded: string[] = [];
  const draft = { text: kept };
  const send: SendFile = ({ name }, _onPart, signal) =>
    new Promise((resolve, reject) => {
      asked.push({ name, end: resolve, fail: (words) => reject(new Error(words)), signal });
    });
  const drafts: UploadDeskOptions['drafts'] = { read: () => draft.text, write: (text) => void (draft.text = text) };
  const desk = new UploadDesk({ send, drafts, discard: (id) => void discarded.push(id) });
  const kinds = () => desk.uploads.getSnapshot().map(({ state }) => state.kind);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { desk, asked, discarded, draft, kinds, settle };
}

describe('UploadDesk', () => {
  it('uploads at once, and hands the files over when all are there', async () => {
    const { desk, asked, draft, kinds, settle } = setUp();
    expect(desk.add([file('a.txt'), file('b.txt')])).toBeNull();
    expect([kinds(), desk.refusal('Read it')]).toEqual([
      ['uploading', 'uploading'],
      expect.stringContaining('on its way'),
    ]);
    asked[1]?.end(view(2));
    asked[0]?.end(view(1));
    await settle();
    expect([kinds(), desk.refusal('Read it')]).toEqual([['ready', 'ready'], null]);
    expect(JSON.parse(draft.text)).toEqual([view(1), view(2)]);
    expect(desk.refusal(' ')).toBe('Write what is to be done with the file, then send.');
    expect(desk.clear()).toEqual([view(1), view(2)]);
    expect([kinds(), draft.text]).toEqual([[], '']);
  });

  it('says what failed, tries it again, and does not send without it', async () => {
    const { desk, asked, kinds, settle } = setUp();
    desk.add([file('a.txt')]);
    asked[0]?.fail('Your files are full.');
    await settle();
    const [failed] = desk.uploads.getSnapshot();
    expect(failed?.state).toEqual({ kind: 'failed', words: 'Your files are full.', again: true });
    expect(desk.refusal('Read it')).toContain('Try it again or remove it');
    desk.retry(failed?.key ?? '');
    asked[1]?.end(view(1));
    await settle();
    expect(kinds()).toEqual(['ready']);
  });

  it('refuses what is too large or too many before it is sent', () => {
    const { desk, asked } = setUp();
    expect(desk.add([file('big.bin', MAX_FILE_BYTES + 1)])).toBeNull();
    expect(asked).toHaveLength(0);
    const [big] = desk.uploads.getSnapshot();
    expect(big?.state).toEqual({ kind: 'failed', words: 'Larger than 10 MB, which is the most.', again: false });
    const many = Array.from({ length: MAX_FILES_PER_MESSAGE + 1 }, (_, number) => file(`${number}`));
    expect(desk.add(many)).toContain('2 were left out');
    expect(desk.uploads.getSnapshot()).toHaveLength(MAX_FILES_PER_MESSAGE);
  });

  it('breaks off what is removed, and has the server forget what arrived', async () => {
    const { desk, asked, discarded, kinds, settle } = setUp();
    desk.add([file('a.txt'), file('b.txt')]);
    const [first, second] = desk.uploads.getSnapshot();
    desk.remove(first?.key ?? '');
    expect([asked[0]?.signal.aborted, kinds()]).toEqual([true, ['uploading']]);
    asked[0]?.end(view(1));
    asked[1]?.end(view(2));
    await settle();
    desk.remove(second?.key ?? '');
    expect([discarded, kinds()]).toEqual([[view(1).id, view(2).id], []]);
  });

  it('has the files of a draft again after a reload, and of a message that is taken back', () => {
    const { desk } = setUp({ kept: JSON.stringify([view(1)]) });
    desk.putBack([view(1), view(2)]);
    expect(desk.clear()).toEqual([view(1), view(2)]);
    expect(setUp({ kept: 'not what it should be' }).kinds()).toEqual([]);
  });

  it('gives a file a name that the server takes', () => {
    const { desk, asked } = setUp();
    desk.add([file('a/b\u202etxt.exe'), file('..'), file('x'.repeat(300) + '.csv')]);
    expect(asked.map(({ name }) => name)).toEqual(['a_b_txt.exe', 'file', `${'x'.repeat(251)}.csv`]);
  });
});
