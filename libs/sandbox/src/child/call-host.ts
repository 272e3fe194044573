/**
 * What one call of agent code may ask of the sandbox process. Everything that arrives here was made by hostile code:
 * it is counted, cut and passed on as text, never interpreted. The parent counts and judges all of it again.
 */
import { limitErrors } from '../limit-errors.js';
import type { SandboxLimits } from '../limits.js';
import type { ChildMessage } from '../protocol/messages.js';
import type { ToolError } from '../sandbox.types.js';
import type { GuestHost } from './guest-runtime.types.js';
import type { KeyDerivation } from './key-derivation.js';
import { OutputMeter } from './output-meter.js';

const OPERATIONS = ['egress.open', 'egress.read', 'egress.close', 'sleep', 'secrets.sign'] as const;
type Operation = (typeof OPERATIONS)[number];

const isDerivation = (value: string): value is KeyDerivation => value === 'crypto.pbkdf2' || value === 'crypto.scrypt';

function isOperation(value: string): value is Operation {
  return (OPERATIONS as readonly string[]).includes(value);
}

const refused = (message: string): string => JSON.stringify({ ok: false, code: 'LIMIT', message });

/** An operation's JSON without its body, and the body as bytes. Whatever is not well formed is left to the parent to refuse. */
function takeBody(json: string): { text: string; bytes?: Uint8Array } {
  try {
    const { body, ...rest } = JSON.parse(json) as { body?: unknown };
    if (typeof body !== 'string') return { text: JSON.stringify({ ...rest, hasBody: false }) };
    return { text: JSON.stringify({ ...rest, hasBody: true }), bytes: Buffer.from(body, 'base64') };
  } catch {
    return { text: json };
  }
}

/** One call's host; `limit` settles when a limit of the bridge or the output says that the call must end. */
export class CallHost implements GuestHost {
  private readonly waiting = new Map<number, (json: string) => void>();
  private readonly meter: OutputMeter;
  private readonly turns: (() => void)[] = [];
  private opening = 0;
  private nextId = 1;
  private calls = 0;
  private signatures = 0;
  private signingBytes = 0;
  private ended = false;
  private stop: (error: ToolError) => void = () => undefined;
  readonly limit: Promise<ToolError>;

  constructor(
    private readonly callId: number,
    private readonly limits: SandboxLimits,
    private readonly send: (message: ChildMessage, bytes?: Uint8Array) => void,
  ) {
    this.meter = new OutputMeter(limits);
    this.limit = new Promise((resolve) => {
      this.stop = resolve;
    });
  }

  get outputLost(): number {
    return this.meter.lost;
  }

  call(operation: string, json: string): Promise<string> {
    if (this.ended) return new Promise(() => undefined);
    if (!this.count()) return Promise.resolve(refused(limitErrors.bridgeCalls(this.limits.bridgeCalls).message));
    if (isDerivation(operation)) return this.derive(operation, json);
    if (!isOperation(operation)) return Promise.resolve(refused('There is no such operation.'));
    if (operation === 'secrets.sign') return this.sign(json);
    return operation === 'egress.open' ? this.open(json) : this.ask(operation, json);
  }

  /** Requests beyond those that may be under way wait here, in this process, and not in its parent's memory. */
  private async open(json: string): Promise<string> {
    if (this.opening >= this.limits.concurrentRequests) await new Promise<void>((go) => this.turns.push(go));
    else this.opening += 1;
    const { text, bytes } = takeBody(json);
    const answer = await this.ask('egress.open', text, bytes);
    const next = this.turns.shift();
    if (next === undefined) this.opening -= 1;
    else next();
    return answer;
  }

  /** Refused here, so that code may catch it: the parent takes more of them for a process that is no longer its own. */
  private sign(json: string): Promise<string> {
    const { signatures, signingBytes } = this.limits;
    if (this.signatures >= signatures) return Promise.resolve(refused(limitErrors.signatures(signatures).message));
    const { text, bytes } = takeBody(json);
    const size = text.length + (bytes?.length ?? 0);
    if (this.signingBytes + size > signingBytes)
      return Promise.resolve(refused(limitErrors.signingBytes(signingBytes).message));
    this.signatures += 1;
    this.signingBytes += size;
    return this.ask('secrets.sign', text, bytes);
  }

  /** Done in this process, and loaded by the first who asks: few programs do. */
  private async derive(operation: KeyDerivation, json: string): Promise<string> {
    const { deriveKey } = await import('./key-derivation.js');
    return this.ended ? refused('The call is over.') : deriveKey(operation, json);
  }

  private ask(operation: Operation, json: string, bytes?: Uint8Array): Promise<string> {
    if (this.ended) return new Promise(() => undefined);
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ t: 'op', call: this.callId, id, op: operation, json }, bytes);
    });
  }

  /** Counts one call over the bridge; `false` past the budget, which also ends the run. */
  count(): boolean {
    this.calls += 1;
    if (this.calls <= this.limits.bridgeCalls) return true;
    this.stop(limitErrors.bridgeCalls(this.limits.bridgeCalls));
    return false;
  }

  output(stream: 'stdout' | 'stderr', text: string): void {
    if (this.ended) return;
    const { keep, stop } = this.meter.take(text);
    if (keep !== '')
      this.send({ t: 'output', call: this.callId, stream: stream === 'stderr' ? 'stderr' : 'stdout', text: keep });
    if (stop !== null) this.stop(stop);
  }

  reply(id: number, json: string): void {
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    resolve?.(json);
  }

  end(): void {
    this.ended = true;
    this.waiting.clear();
  }
}
