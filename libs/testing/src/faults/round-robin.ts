import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** One address in front of several servers: each new connection goes to the next one that takes it, and stays there. */
export class RoundRobin {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #targets: readonly number[] = [];
  #next = 0;

  private constructor() {
    this.#server = createServer((near) => {
      this.#keep(near);
      this.#serve(near, this.#targets.length);
    });
  }

  /** Listens on a free port of loopback, at first in front of nothing. */
  static async open(): Promise<RoundRobin> {
    const front = new RoundRobin();
    await new Promise<void>((resolve, reject) => {
      front.#server.once('error', reject);
      front.#server.listen(0, '127.0.0.1', resolve);
    });
    return front;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ports of loopback that new connections go to from now on. */
  sendTo(...ports: readonly number[]): void {
    this.#targets = ports;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(near: Socket, triesLeft: number): void {
    const port = this.#targets[this.#next++ % Math.max(1, this.#targets.length)];
    if (port === undefined || triesLeft === 0) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    this.#keep(far);
    const next = (): void => this.#serve(near, triesLeft - 1);
    far.once('error', next);
    far.once('connect', () => {
      far.off('error', next);
      near.pipe(far).pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
