import { memoryStorage } from '../../testing/memory-storage.js';
import { createDraftStore } from './draft-store.js';

describe('draft store', () => {
  it('keeps one text per conversation', () => {
    const drafts = createDraftStore(memoryStorage(), 'ada');
    drafts.write('one', 'first');
    drafts.write('two', 'second');
    expect([drafts.read('one'), drafts.read('two'), drafts.read('three')]).toEqual(['first', 'second', '']);
  });

  it('does not show the drafts of another user', () => {
    const storage = memoryStorage();
    createDraftStore(storage, 'ada').write('one', 'first');
    expect(createDraftStore(storage, 'bob').read('one')).toBe('');
  });

  it('leaves nothing behind for an empty text', () => {
    const storage = memoryStorage();
    const drafts = createDraftStore(storage, 'ada');
    drafts.write('one', 'first');
    drafts.write('one', '');
    expect(storage.keys()).toEqual([]);
  });

  it('clears the drafts of its user alone', () => {
    const storage = memoryStorage();
    const bob = createDraftStore(storage, 'bob');
    bob.write('one', 'his');
    const ada = createDraftStore(storage, 'ada');
    ada.write('one', 'first');
    ada.write('new', 'second');
    ada.clear();
    expect([ada.read('one'), ada.read('new'), bob.read('one')]).toEqual(['', '', 'his']);
    expect(storage.keys().filter((key) => key.includes('ada'))).toEqual([]);
  });
});
