import type { ResolvedAddress } from './egress.types.js';
import { LookupGate } from './lookup-gate.js';

const ADDRESS: ResolvedAddress = { address: '93.184.216.34', family: 4 };

class PlayedResolver {
  readonly started: string[] = [];
  readonly #answers = new Map<string, () => void>();

  resolve(hostname: string): Promise<readonly ResolvedAddress[]> {
    this.started.push(hostname);
    return new Promise((resolve) =>
      this.#answers.set(hostname, () => {
        resolve([ADDRESS]);
      }),
    );
  }

  answer(hostname: string): void {
    this.#answers.get(hostname)?.();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the look-up gate', () => {
  it('runs one look-up per user and three in all, first come first served', async () => {
    const resolver = new PlayedResolver();
    const gate = new LookupGate(resolver);
    const running = new AbortController().signal;
    const outcomes = ['a1', 'a2', 'a3', 'b1', 'c1', 'd1'].map((name) =>
      gate.forRun(name.slice(0, 1), running).resolve(name),
    );
    await settled();
    expect(resolver.started).toEqual(['a1', 'b1', 'c1']);
    resolver.answer('b1');
    await settled();
    expect(resolver.started).toEqual(['a1', 'b1', 'c1', 'd1']);
    resolver.answer('a1');
    await settled();
    expect(resolver.started).toEqual(['a1', 'b1', 'c1', 'd1', 'a2']);
    for (const name of ['c1', 'd1', 'a2']) resolver.answer(name);
    await settled();
    resolver.answer('a3');
    expect(await Promise.all(outcomes)).toEqual(Array(6).fill([ADDRESS]));
  });

  it('drops what waits for a run that is over', async () => {
    const resolver = new PlayedResolver();
    const gate = new LookupGate(resolver);
    const run = new AbortController();
    const first = gate.forRun('a', run.signal).resolve('a1');
    const second = gate.forRun('a', run.signal).resolve('a2');
    await settled();
    run.abort();
    resolver.answer('a1');
    expect(await first).toEqual([ADDRESS]);
    await expect(second).rejects.toThrow('dropped');
    expect(resolver.started).toEqual(['a1']);
  });
});
