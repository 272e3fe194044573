import { splitAtMasks } from './mask-segments.js';

describe('splitAtMasks', () => {
  it('splits text at masks and loses nothing', () => {
    const text = 'a «X_BEARER_TOKEN» b «OTHER»«THIRD»';
    const segments = splitAtMasks(text);
    expect(segments.filter(({ kind }) => kind === 'mask').map((segment) => segment.text)).toEqual([
      '«X_BEARER_TOKEN»',
      '«OTHER»',
      '«THIRD»',
    ]);
    expect(segments.map((segment) => segment.text).join('')).toBe(text);
  });

  it.each(['', 'plain', '«lower»', '« SPACED »', '«UNCLOSED'])('sees no mask in %p', (text) => {
    expect(splitAtMasks(text)).toEqual([{ kind: 'text', text }]);
  });
});
