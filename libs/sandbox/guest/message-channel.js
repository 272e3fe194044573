// MessageChannel and MessagePort inside one isolate: messages are clones and arrive as macrotasks.
import { Event, EventTarget, eventAttribute } from './events-web.js';
import { setImmediate, setInterval, clearInterval } from './event-loop.js';
import { structuredClone } from './structured-clone.js';

export class MessageEvent extends Event {
  #init;
  constructor(type, init = {}) {
    super(type, init);
    this.#init = init ?? {};
  }
  get data() {
    return this.#init.data ?? null;
  }
  get origin() {
    return `${this.#init.origin ?? ''}`;
  }
  get lastEventId() {
    return `${this.#init.lastEventId ?? ''}`;
  }
  get source() {
    return this.#init.source ?? null;
  }
  get ports() {
    return Object.freeze([...(this.#init.ports ?? [])]);
  }
}

const MAKE = Symbol('make');
const FOREVER_MS = 2 ** 31 - 1;

export class MessagePort extends EventTarget {
  #other = null;
  #queue = [];
  #isStarted = false;
  #isClosed = false;
  #alive = null;
  constructor(token) {
    if (token !== MAKE) throw new TypeError('Illegal constructor');
    super();
  }
  static pair() {
    const [a, b] = [new MessagePort(MAKE), new MessagePort(MAKE)];
    a.#other = b;
    b.#other = a;
    return [a, b];
  }
  postMessage(message, options) {
    if (arguments.length === 0) throw new TypeError('The "message" argument must be specified');
    const transfer = Array.isArray(options) ? options : (options?.transfer ?? []);
    const data = structuredClone(message, { transfer });
    const target = this.#other;
    if (this.#isClosed || target === null) return;
    target.#queue.push(data);
    if (target.#isStarted) target.#drain();
  }
  #drain() {
    setImmediate(() => {
      if (this.#isClosed || this.#queue.length === 0) return;
      this.dispatchEvent(new MessageEvent('message', { data: this.#queue.shift() }));
    });
  }
  start() {
    if (this.#isStarted || this.#isClosed) return;
    this.#isStarted = true;
    this.#alive = setInterval(() => undefined, FOREVER_MS);
    for (let i = 0; i < this.#queue.length; i += 1) this.#drain();
  }
  close() {
    for (const port of [this, this.#other]) {
      if (port === null || port.#isClosed) continue;
      port.#isClosed = true;
      clearInterval(port.#alive);
      setImmediate(() => port.dispatchEvent(new Event('close')));
    }
  }
  ref() {
    this.#alive?.ref();
  }
  unref() {
    this.#alive?.unref();
  }
  on(name, listener) {
    this.addEventListener(name, (event) => listener(name === 'message' ? event.data : event));
    if (name === 'message') this.start();
    return this;
  }
}
for (const name of ['message', 'messageerror', 'close']) eventAttribute(MessagePort.prototype, name);
const { get, set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
Object.defineProperty(MessagePort.prototype, 'onmessage', {
  get,
  set(handler) {
    set.call(this, handler);
    this.start();
  },
  configurable: true,
  enumerable: true,
});
const { pair } = MessagePort;
delete MessagePort.pair;

export class MessageChannel {
  #ports = pair();
  get port1() {
    return this.#ports[0];
  }
  get port2() {
    return this.#ports[1];
  }
}
