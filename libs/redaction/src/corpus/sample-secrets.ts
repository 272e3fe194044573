import type { RedactionSecret } from '../redactor.types.js';

/** Values as people have them: tokens, passwords, keys, pairs, connection strings, other scripts. All of them invented. */
export const SAMPLE_SECRETS: readonly RedactionSecret[] = [
  {
    name: 'X_BEARER_TOKEN',
    value:
      'AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid%2BULvsea4JtiGRiSDSJSI%3DEUifiRBkKG5E2XzMDjRfl76ZC9Ub0wnz4XsNiRVBChTYbJcE3F',
  },
  { name: 'OPENAI_API_KEY', value: 'sk-proj-4tQz9LmVb7RcXy2KdHs8PwNf' },
  { name: 'STRIPE_SECRET', value: 'rk_test_51Kx/9+Ab=Zz' },
  { name: 'SHORTEST', value: 'q7#Xw2!z' },
  { name: 'PIN', value: '8301947562' },
  { name: 'POSTGRES_PASSWORD', value: 'p&ss"w<o>r\'d\\ $HOME `x` %41' },
  { name: 'UMLAUT', value: 'Schlüssel-für-Ünïcode-ß' },
  { name: 'EMOJI', value: 'pass😀word🔑ключ密码' },
  { name: 'HEX_KEY', value: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
  { name: 'UUID_TOKEN', value: '3b241101-e2bb-4255-8caf-4136c566a962' },
  { name: 'BASIC_PAIR', value: 'service-account:V3ry.L0ng-Passw0rt' },
];
