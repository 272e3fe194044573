import { describe, expect, it } from '@jest/globals';
import { memoryStorage } from '../testing/memory-storage.js';
import { notificationState } from './notification-choice.js';

describe('notifications', () => {
  it.each([
    ['insecure', 'insecure'],
    ['unsupported', 'unsupported'],
    ['denied', 'blocked'],
    ['default', 'off'],
    ['granted', 'off'],
  ] as const)('are never on by themselves: leave %s is %s', (leave, state) => {
    expect(notificationState(leave, memoryStorage())).toBe(state);
  });

  it('are on when they were switched on and the browser still allows it', () => {
    const storage = memoryStorage();
    storage.setItem('cloakroom:notifications', 'on');
    expect(notificationState('granted', storage)).toBe('on');
    expect(notificationState('denied', storage)).toBe('blocked');
    expect(notificationState('default', storage)).toBe('off');
  });
});
