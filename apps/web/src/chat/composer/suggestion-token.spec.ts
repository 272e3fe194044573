import { tokenAt } from './suggestion-token.js';

describe('tokenAt', () => {
  it('finds a name begun with a dollar sign at the start of a word', () => {
    expect(tokenAt('$')).toEqual({ kind: 'secret', query: '', start: 0 });
    expect(tokenAt('use my ($x_be')).toEqual({ kind: 'secret', query: 'x_be', start: 8 });
    expect(tokenAt(`${'word '.repeat(100)}$KEY`)).toEqual({ kind: 'secret', query: 'KEY', start: 500 });
  });

  it('leaves prices, words and code alone', () => {
    for (const text of ['it costs $5', 'US$', 'a$b', '$A b', '${', '$$']) expect(tokenAt(text)).toBeNull();
  });

  it('finds a file begun with an at sign at the start of a word', () => {
    expect(tokenAt('@')).toEqual({ kind: 'file', query: '', start: 0 });
    expect(tokenAt('sum (@totals.c')).toEqual({ kind: 'file', query: 'totals.c', start: 5 });
    for (const text of ['ada@example.com', '@a b', '@@', `@${'x'.repeat(65)}`]) expect(tokenAt(text)).toBeNull();
  });

  it('finds a command at the very start only', () => {
    expect(tokenAt('/se')).toEqual({ kind: 'command', query: 'se', start: 0 });
    for (const text of [' /se', 'and/or', '/etc/passwd', '/new chat']) expect(tokenAt(text)).toBeNull();
  });
});
