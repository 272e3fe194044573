import { secretBindingSchema, secretHostSchema } from './secret-binding.schema.js';

describe('the host of a binding', () => {
  it.each([
    ['api.example.com', 'api.example.com'],
    [' API.Example.COM ', 'api.example.com'],
    ['api.example.com.', 'api.example.com'],
    ['api.example.com:443', 'api.example.com'],
    ['api.example.com:8443', 'api.example.com:8443'],
    ['*.example.com', '*.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['localhost', 'localhost'],
  ])('reads %j', (text, host) => {
    expect(secretHostSchema.parse(text)).toBe(host);
  });

  it.each([
    '',
    '*',
    '*.',
    '*.com',
    'a.*.com',
    'https://api.example.com',
    'api.example.com/v2',
    'user@api.example.com',
    'api example.com',
    'api..example.com',
    'api.example.com:99999',
    '[::1]',
    '.example.com',
  ])('refuses %j', (text) => {
    expect(secretHostSchema.safeParse(text).success).toBe(false);
  });

  it('has defaults, and a header name for headers only', () => {
    expect(secretBindingSchema.parse({ host: 'a.example' })).toEqual({
      host: 'a.example',
      pathPrefix: null,
      place: 'anywhere',
      headerName: null,
    });
    expect(
      secretBindingSchema.parse({ host: 'a.example', place: 'header', headerName: 'Authorization' }),
    ).toMatchObject({ headerName: 'authorization' });
    expect(secretBindingSchema.safeParse({ host: 'a.example', headerName: 'x-key' }).success).toBe(false);
    expect(secretBindingSchema.safeParse({ host: 'a.example', pathPrefix: 'v2' }).success).toBe(false);
  });
});
