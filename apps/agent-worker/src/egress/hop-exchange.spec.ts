import { Dispatcher } from 'undici';
import { DEFAULT_EGRESS_LIMITS } from './egress-limits.js';
import { exchangeHop, type HopResponse } from './hop-exchange.js';

class PlayedController implements Dispatcher.DispatchController {
  paused = false;
  aborted = false;
  reason: Error | null = null;
  rawHeaders: Buffer[] = [];
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
  }
}

class PlayedDispatcher extends Dispatcher {
  readonly controller = new PlayedController();
  handler: Dispatcher.DispatchHandler = {};
  override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.handler = handler;
    return true;
  }
}

describe('one exchange', () => {
  const start = async (): Promise<{ dispatcher: PlayedDispatcher; response: HopResponse; quiet: () => boolean }> => {
    const dispatcher = new PlayedDispatcher();
    let quiet = false;
    const pending = exchangeHop(
      dispatcher,
      { origin: 'http://api.example.com', path: '/', method: 'GET', headers: [], body: null },
      {
        hostname: 'api.example.com',
        limits: DEFAULT_EGRESS_LIMITS,
        connectTimeoutMs: 1_000,
        readTimeoutMs: 1_000,
        signal: new AbortController().signal,
        onSent: () => undefined,
        onQuiet: () => (quiet = true),
        onOver: () => undefined,
      },
    );
    dispatcher.handler.onRequestStart?.(dispatcher.controller, null);
    dispatcher.handler.onResponseStart?.(dispatcher.controller, 200, {}, 'OK');
    return { dispatcher, response: await pending, quiet: () => quiet };
  };

  const feedUntilPaused = ({ handler, controller }: PlayedDispatcher, chunk: Buffer): number => {
    let chunks = 0;
    while (!controller.paused && chunks < 100_000) {
      handler.onResponseData?.(controller, chunk);
      chunks += 1;
    }
    return chunks;
  };

  it('pauses the server when the guest does not read, gives up its place, and goes on when it does', async () => {
    const { dispatcher, response, quiet } = await start();
    expect(quiet()).toBe(false);
    const chunks = feedUntilPaused(dispatcher, Buffer.alloc(16 * 1024));
    expect(chunks * 16).toBeLessThanOrEqual(128);
    expect(quiet()).toBe(true);
    for (let read = 0; read < chunks; read += 1) await response.body.next();
    expect(dispatcher.controller.paused).toBe(false);
    response.body.cancel();
    expect(dispatcher.controller.aborted).toBe(true);
  });

  it('counts what a chunk costs, so that one-byte chunks do not fill the memory', async () => {
    const { dispatcher, response } = await start();
    expect(feedUntilPaused(dispatcher, Buffer.from('x'))).toBeLessThanOrEqual(256);
    response.body.cancel();
  });

  it('sends nothing when it was stopped before the connection was made', async () => {
    const dispatcher = new PlayedDispatcher();
    const stop = new AbortController();
    const pending = exchangeHop(
      dispatcher,
      { origin: 'http://api.example.com', path: '/', method: 'POST', headers: [], body: Buffer.from('body') },
      {
        hostname: 'api.example.com',
        limits: DEFAULT_EGRESS_LIMITS,
        connectTimeoutMs: 1_000,
        readTimeoutMs: 1_000,
        signal: stop.signal,
        onSent: () => undefined,
        onQuiet: () => undefined,
        onOver: () => undefined,
      },
    );
    stop.abort();
    await expect(pending).rejects.toMatchObject({ code: 'ABORTED' });
    dispatcher.handler.onRequestStart?.(dispatcher.controller, null);
    expect(dispatcher.controller.aborted).toBe(true);
  });
});
