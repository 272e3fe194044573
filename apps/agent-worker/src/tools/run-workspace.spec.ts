import { RunWorkspace } from './run-workspace.js';

const MIB = 1_048_576;
const file = (path: string, bytes: Uint8Array | number = 1) => ({
  path,
  bytes: typeof bytes === 'number' ? new Uint8Array(bytes) : bytes,
});
const pathsOf = (files: readonly { path: string }[]): string[] => files.map(({ path }) => path);

describe('/workspace between the calls of a run', () => {
  it('has attachments before what was written, and what was written in the place of an attachment', () => {
    const workspace = new RunWorkspace([file('kept', 2), file('changed', 3)]);
    workspace.place([file('attached', 1), file('changed', 1)]);
    expect(workspace.list().map(({ path, bytes }) => [path, bytes.length])).toEqual([
      ['attached', 1],
      ['changed', 3],
      ['kept', 2],
    ]);
    expect(pathsOf(workspace.written())).toEqual(['changed', 'kept']);
  });

  it('tells what was changed from what was written as it was', () => {
    const workspace = new RunWorkspace([]);
    workspace.place([file('a', Buffer.from('same')), file('b', Buffer.from('before'))]);
    const written = [file('a', Buffer.from('same')), file('b', Buffer.from('after')), file('c')];
    expect(pathsOf(workspace.take(written).changed)).toEqual(['b', 'c']);
    expect(pathsOf(workspace.written())).toEqual(['b', 'c']);
  });

  it('never has more than a sandbox takes: the oldest go first, and are named', () => {
    const workspace = new RunWorkspace([file('first', 6 * MIB)]);
    workspace.place([file('attached', 10 * MIB)]);
    expect(workspace.take([file('first', 5 * MIB), file('second', 3 * MIB)]).removed).toEqual([]);
    expect(workspace.take([file('third', 12 * MIB)]).removed).toEqual(['attached']);
    expect(workspace.take([file('first', 4 * MIB), file('fourth', 2 * MIB)]).removed).toEqual(['second']);
    expect(pathsOf(workspace.list())).toEqual(['third', 'first', 'fourth']);
  });

  it('has room for attachments only beside what was written', () => {
    const workspace = new RunWorkspace([file('written', 15 * MIB)]);
    workspace.place([file('large', 8 * MIB), file('small', 4 * MIB)]);
    expect(pathsOf(workspace.list())).toEqual(['small', 'written']);
  });
});
