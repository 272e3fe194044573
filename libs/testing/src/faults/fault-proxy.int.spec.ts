import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { once } from 'node:events';
import { FaultProxy } from './fault-proxy.js';
import { waitUntil } from '../wait-until.js';

describe('the fault proxy', () => {
  let echo: Server;
  let proxy: FaultProxy;
  const pieces: number[] = [];

  beforeAll(async () => {
    echo = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (piece) => {
        pieces.push(piece.length);
        socket.write(piece);
      });
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const { port } = echo.address() as AddressInfo;
    proxy = await FaultProxy.open({ host: '127.0.0.1', port });
  });

  afterEach(() => proxy.set({}));

  afterAll(async () => {
    await proxy.close();
    echo.close();
  });

  async function open(): Promise<{ socket: Socket; received: () => string }> {
    const socket = connect(proxy.port, '127.0.0.1');
    let text = '';
    socket.on('data', (piece) => (text += piece.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return { socket, received: () => text };
  }

  it('passes everything on in order, sliced, late and slow', async () => {
    const sent = 'abcdefghij'.repeat(20);
    const { socket, received } = await open();
    proxy.set({ latencyMs: 2, sliceBytes: 7, bytesPerSecond: 100_000 });
    pieces.length = 0;
    socket.write(sent);
    await waitUntil('the echo', () => received().length === sent.length);
    expect(received()).toBe(sent);
    expect(pieces.length).toBeGreaterThan(1);
    socket.destroy();
  });

  it('keeps silent connections, also new ones, and then passes on what it kept', async () => {
    const early = await open();
    proxy.fallSilent();
    const late = await open();
    early.socket.write('one');
    late.socket.write('two');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([early.received(), late.received()]).toEqual(['', '']);
    proxy.speak();
    await waitUntil('both echoes', () => early.received() === 'one' && late.received() === 'two');
    early.socket.destroy();
    late.socket.destroy();
  });

  it('resets what is open and takes what comes after', async () => {
    const { socket } = await open();
    proxy.reset();
    await waitUntil('the end', () => socket.destroyed);
    const next = await open();
    next.socket.write('again');
    await waitUntil('the echo', () => next.received() !== '');
    expect(next.received()).toBe('again');
    next.socket.destroy();
  });
});
