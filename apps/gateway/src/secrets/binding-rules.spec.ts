import { AppError } from '@cloakroom/platform';
import { demandBindings, isOpenToAnybody } from './binding-rules.js';

const bound = (host: string) => ({ host, pathPrefix: null, place: 'anywhere', headerName: null }) as const;

describe('where a secret may be bound to', () => {
  it.each(['*.co.uk', '*.github.io', '*.s3.amazonaws.com', '*.kawasaki.jp'])('%s is open to anybody', (host) => {
    expect(isOpenToAnybody(bound(host))).toBe(true);
  });

  it.each(['*.example.com', '*.example.co.uk', '*.me.github.io', '*.corp.internal', 'github.io', 'localhost'])(
    '%s is not',
    (host) => {
      expect(isOpenToAnybody(bound(host))).toBe(false);
    },
  );

  it('says what to write instead, at the field', () => {
    const attempt = (): void => demandBindings({ mode: 'exposed', bindings: [] }, { bindings: [bound('*.co.uk')] });
    expect(attempt).toThrow(AppError);
    expect(attempt).toThrow(/for example \*\.name\.co\.uk/);
  });

  it('lets other settings of an old secret be changed', () => {
    const old = { mode: 'sealed', bindings: [bound('*.co.uk')] } as const;
    expect(() => demandBindings({ ...old, bindings: [...old.bindings] }, { description: 'x' })).not.toThrow();
    expect(() => demandBindings({ mode: 'exposed', bindings: [] }, { mode: 'sealed' })).toThrow(/at least one host/);
  });
});
