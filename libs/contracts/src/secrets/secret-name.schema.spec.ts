import { isReservedSecretName, secretNameSchema, SECRET_NAME_RULE, suggestSecretName } from './secret-name.schema.js';

describe('secretNameSchema', () => {
  it.each(['X_BEARER_TOKEN', '_A', 'A1', 'A'.repeat(128)])('takes %s', (name) => {
    expect(secretNameSchema.parse(name)).toBe(name);
  });

  it.each(['x_token', '1A', 'A-B', 'A B', ' A', 'A\n', 'Ä', 'ＡＢ'])('refuses %j and says what is allowed', (name) => {
    const outcome = secretNameSchema.safeParse(name);
    expect(outcome.error?.issues[0]?.message).toContain(SECRET_NAME_RULE);
  });

  it.each(['', 'A'.repeat(129)])('refuses a name of %#. wrong length', (name) => {
    expect(secretNameSchema.safeParse(name).success).toBe(false);
  });

  it.each(['PATH', 'HOME', 'NODE_OPTIONS', 'PYTHONPATH', 'LD_PRELOAD', 'CLOAKROOM_KEY'])(
    'keeps %s reserved',
    (name) => {
      expect(isReservedSecretName(name)).toBe(true);
      expect(secretNameSchema.safeParse(name).success).toBe(false);
    },
  );
});

describe('suggestSecretName', () => {
  it.each([
    ['x bearer token', 'X_BEARER_TOKEN'],
    ['stripe-secret', 'STRIPE_SECRET'],
    ['openaiApiKey', 'OPENAI_API_KEY'],
    ['2fa', '_2FA'],
  ])('offers for %j the name %s', (input, expected) => {
    expect(suggestSecretName(input)).toBe(expected);
  });

  it.each(['', '---', 'path', 'node options', 'GOOD_NAME'])('offers nothing for %j', (input) => {
    expect(suggestSecretName(input)).toBeNull();
  });

  it('offers only names that are allowed', () => {
    for (const input of ['a b', 'É', '__x__', 'x'.repeat(300), '9', 'ld preload x']) {
      const offered = suggestSecretName(input);
      if (offered !== null) expect(secretNameSchema.safeParse(offered).success).toBe(true);
    }
    expect(suggestSecretName('x'.repeat(300))).toHaveLength(128);
  });
});
