import { estimateTokens } from './token-usage.js';

describe('estimateTokens', () => {
  it('counts what was sent and what came back, calls too', () => {
    const call = { callId: 'c', name: 'run_python', args: 'x'.repeat(40) };
    const messages = [
      { role: 'system', content: 'x'.repeat(400) } as const,
      { role: 'assistant', content: '', calls: [call] } as const,
      { role: 'tool', callId: 'c', content: 'x'.repeat(20) } as const,
    ];
    expect(estimateTokens(messages, { text: 'x'.repeat(100), calls: [call] })).toBe(150);
  });

  it('counts a writing of many bytes a character as more', () => {
    expect(estimateTokens([], { text: '衣帽間'.repeat(4), calls: [] })).toBe(9);
  });
});
