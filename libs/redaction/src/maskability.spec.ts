import { assessMaskability } from './maskability.js';
import { createRedactor } from './redactor.js';

describe('P36: values that cannot be masked reliably', () => {
  it.each(['a', 'hunter2', '1234567', ' abc1234 \n', 'ab\u200bc1234', '😀😀😀😀😀😀😀'])('%p is too short', (value) => {
    expect(assessMaskability(value)).toEqual({ maskable: false, reason: 'short' });
  });

  it.each([
    'password',
    'Password',
    'PASSWORD1',
    'localhost',
    'undefined',
    '12345678',
    'elephant',
    'aaaaaaaaaaaa',
    '••••••••',
  ])('%p is a common word or one character', (value) => {
    expect(assessMaskability(value)).toEqual({ maskable: false, reason: 'common-word' });
  });

  it.each(['q7#Xw2!z', 'hunter22', 'correct horse', 'ключ-密码-42'])('%p can be masked', (value) => {
    expect(assessMaskability(value)).toEqual({ maskable: true, reason: null });
  });

  it('leaves ordinary text as it is for them, and still masks the others', () => {
    const redactor = createRedactor([
      { name: 'SHORT', value: 'the' },
      { name: 'WORD', value: 'password' },
      { name: 'EMPTY', value: '' },
      { name: 'REAL', value: 'q7#Xw2!z' },
    ]);
    const text = 'Enter the password of the localhost user, cGFzc3dvcmQ=';
    expect(redactor.redact(`${text} q7#Xw2!z`)).toBe(`${text} «REAL»`);
  });

  it('takes no secrets at all', () => {
    expect(createRedactor([]).redact('nothing to hide 😀')).toBe('nothing to hide 😀');
  });
});
