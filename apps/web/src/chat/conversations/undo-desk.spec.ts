import { UndoDesk, type Undoable } from './undo-desk.js';

function setUp() {
  const timers: (() => void)[] = [];
  const done: string[] = [];
  const desk = new UndoDesk(
    () => new Promise((resolve) => timers.push(resolve)),
    () => 'It failed.',
  );
  const thing = (name: string, commit = (): Promise<void> => Promise.resolve()): Undoable => ({
    text: name,
    hides: [name],
    undo() {
      done.push(`undone ${name}`);
      return Promise.resolve();
    },
    commit: async (leaving) => {
      done.push(`done ${name}${leaving ? ' on leaving' : ''}`);
      await commit();
    },
  });
  /** Lets what has been resolved go through. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { desk, thing, done, timers, settled };
}

describe('what can be taken back', () => {
  it('is hidden, and is done when its time is over', async () => {
    const { desk, thing, done, timers, settled } = setUp();
    desk.offer(thing('a'));
    expect([desk.current.getSnapshot()?.text, desk.hidden.getSnapshot(), done]).toEqual(['a', ['a'], []]);
    timers[0]?.();
    await settled();
    expect([desk.current.getSnapshot(), desk.hidden.getSnapshot(), done]).toEqual([null, [], ['done a']]);
  });

  it('is taken back, and then its time says nothing more', async () => {
    const { desk, thing, done, timers, settled } = setUp();
    desk.offer(thing('a'));
    await desk.undo();
    timers[0]?.();
    await settled();
    expect([desk.hidden.getSnapshot(), done]).toEqual([[], ['undone a']]);
  });

  it('is done when the next thing comes, and when the page is closed, once', async () => {
    const { desk, thing, done, timers, settled } = setUp();
    desk.offer(thing('a'));
    desk.offer(thing('b'));
    expect(done).toEqual(['done a']);
    await desk.settle(true);
    for (const end of timers) end();
    await settled();
    expect([desk.hidden.getSnapshot(), done]).toEqual([[], ['done a', 'done b on leaving']]);
  });

  it('comes back with a reason when it cannot be done', async () => {
    const { desk, thing } = setUp();
    desk.offer(thing('a', () => Promise.reject(new Error('no'))));
    await desk.settle(false);
    expect([desk.hidden.getSnapshot(), desk.failure.getSnapshot()]).toEqual([[], 'It failed.']);
    desk.offer(thing('b'));
    expect(desk.failure.getSnapshot()).toBeNull();
  });
});
