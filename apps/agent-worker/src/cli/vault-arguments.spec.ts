import { VaultUsageError, parseVaultArguments } from './vault-arguments.js';

describe('the vault command line', () => {
  it.each([
    [['status'], { command: 'status', json: false }],
    [['status', '--json'], { command: 'status', json: true }],
    [['rotate'], { command: 'rotate', keys: 'both' }],
    [['rotate', 'chat'], { command: 'rotate', keys: 'chat' }],
    [['verify'], { command: 'verify' }],
    [['verify', 'a.backup'], { command: 'verify-backup', file: 'a.backup' }],
    [['backup', 'a.backup', '--passphrase-file', 'p'], { command: 'backup', file: 'a.backup', passphraseFile: 'p' }],
    [['restore', 'a.backup'], { command: 'restore', file: 'a.backup' }],
  ])('reads %j', (args, expected) => {
    expect(parseVaultArguments(args)).toMatchObject(expected);
  });

  it.each([
    [[], 'Say what to do.'],
    [['open'], 'no command open'],
    [['backup'], 'needs the name of a file'],
    [['rotate', 'auth'], 'takes `vault` or `chat`'],
    [['status', 'x'], 'takes nothing behind it'],
    [['backup', 'a', 'b'], 'one word too many: b'],
    [['status', '--all'], '--all'],
  ])('refuses %j and shows the usage', (args, reason) => {
    expect(() => parseVaultArguments(args)).toThrow(VaultUsageError);
    expect(() => parseVaultArguments(args)).toThrow(reason);
    expect(() => parseVaultArguments(args)).toThrow('npm run vault -- COMMAND');
  });
});
