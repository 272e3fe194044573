/**
 * Carries out what one call asks of the outside. Every field was written by hostile code, possibly by a process that
 * is no longer ours: it is parsed, measured and counted here before the egress port sees it, and only the port opens
 * connections. Errors that go back hold the port's own words and nothing of this process.
 */
import { setImmediate as yieldToLoop } from 'node:timers/promises';

import { z } from 'zod';

import { EgressError, type EgressBody, type EgressPort, type EgressRequest } from '../egress.port.js';
import { limitErrors } from '../limit-errors.js';
import type { SandboxLimits } from '../limits.js';
import type { ToolError } from '../sandbox.types.js';

const timeout = z.number().min(0).max(86_400_000).nullable();
const openSchema = z.strictObject({
  url: z.string(),
  method: z.string().min(1).max(64),
  headers: z.array(z.tuple([z.string().max(1024), z.string().max(65_536)])).max(200),
  hasBody: z.boolean(),
  /** The program's own number of the request, by which it takes it back before it is answered. */
  ticket: z.number().int().nonnegative().optional(),
  redirect: z.enum(['follow', 'manual', 'error']),
  decompress: z.boolean(),
  connectTimeoutMs: timeout,
  readTimeoutMs: timeout,
});
const bodyId = z.number().int().nonnegative();
const readSchema = z.strictObject({ id: bodyId, maxBytes: z.number().int().min(1).max(1_048_576) });
const closeSchema = z.union([
  z.strictObject({ id: bodyId }),
  z.strictObject({ ticket: z.number().int().nonnegative() }),
]);
const sleepSchema = z.strictObject({ ms: z.number().min(0).max(86_400_000) });

const MAX_READ_BYTES = 262_144;

/** Operations of one call that wait for their answer at the same time; a program of ours has far fewer. */
const MAX_UNDER_WAY = 5_000;
const TOO_MANY_AT_ONCE = JSON.stringify({
  ok: false,
  code: 'LIMIT',
  message: `More than ${String(MAX_UNDER_WAY)} operations wait for their answer, which is the limit. Await some before starting more.`,
});
const NO_BYTES = new Uint8Array(0);

type Answer = Record<string, unknown>;

const mb = (bytes: number): string => `${String(bytes / 1_048_576)} MB`;

interface OpenBody {
  readonly body: EgressBody;
  left: number;
  /** What is left once the announced length has come; `null` when none was announced, or of other bytes. */
  readonly leftAtEnd: number | null;
  /** A read that was begun to find the end. */
  ahead: Promise<Uint8Array | null> | null;
  /** Reads come one after the other: answers of one body are never made ahead of its reader. */
  turn: Promise<unknown>;
}

/** One call's way to the outside. */
export class EgressDesk {
  private readonly bodies = new Map<number, OpenBody>();
  private readonly abort = new AbortController();
  private readonly tickets = new Map<number, AbortController>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private requests = 0;
  private heldBytes = 0;
  private operations = 0;
  private underWay = 0;
  private nextBody = 1;

  constructor(
    private readonly port: EgressPort,
    private readonly limits: SandboxLimits,
    private readonly stop: (error: ToolError) => void,
    /** Resolves when the program has read enough of what it was answered for more to be worth reading. */
    private readonly room: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /** Does one operation, with the bytes that came with it; never rejects. */
  async answer(operation: string, json: string, bytes: Uint8Array = NO_BYTES): Promise<string> {
    this.operations += 1;
    if (this.operations > this.limits.bridgeCalls + this.limits.requests) {
      const error = limitErrors.bridgeCalls(this.limits.bridgeCalls);
      this.stop(error);
      return JSON.stringify({ ok: false, code: 'LIMIT', message: error.message });
    }
    if (this.underWay >= MAX_UNDER_WAY) return TOO_MANY_AT_ONCE;
    this.underWay += 1;
    try {
      if (operation === 'egress.open') this.count(bytes.length);
      return JSON.stringify({ ok: true, ...(await this.perform(operation, JSON.parse(json), bytes)) });
    } catch (error) {
      if (error instanceof EgressError) return JSON.stringify({ ok: false, code: error.code, message: error.message });
      return JSON.stringify({ ok: false, code: 'BAD_REQUEST', message: 'The request is not well formed.' });
    } finally {
      this.underWay -= 1;
    }
  }

  /** Ends everything that is still open. */
  close(): void {
    this.abort.abort();
    for (const { body } of this.bodies.values()) body.cancel();
    this.bodies.clear();
    for (const next of this.waiting.splice(0)) next();
  }

  private async perform(operation: string, input: unknown, bytes: Uint8Array): Promise<Answer> {
    if (operation === 'egress.open') return this.open(openSchema.parse(input), bytes);
    if (operation === 'egress.read') return this.read(readSchema.parse(input));
    if (operation === 'sleep') return this.sleep(sleepSchema.parse(input).ms);
    const closed = closeSchema.parse(input);
    if ('id' in closed) this.release(closed.id);
    else this.takeBack(closed.ticket);
    return {};
  }

  private async open({ hasBody, ticket, ...input }: z.infer<typeof openSchema>, bytes: Uint8Array): Promise<Answer> {
    this.judge(input.url);
    this.hold(bytes.length);
    const own = this.opening(ticket);
    try {
      const signal = AbortSignal.any([this.abort.signal, own.signal]);
      return await this.exchange({ ...input, body: hasBody ? bytes : null }, signal);
    } finally {
      this.heldBytes -= bytes.length;
      if (ticket !== undefined) this.tickets.delete(ticket);
    }
  }

  /** What ends the request with this ticket, which may have been taken back before it came. */
  private opening(ticket: number | undefined): AbortController {
    const known = ticket === undefined ? undefined : this.tickets.get(ticket);
    const own = known ?? new AbortController();
    if (ticket !== undefined) this.tickets.set(ticket, own);
    return own;
  }

  private takeBack(ticket: number): void {
    if (this.tickets.size >= MAX_UNDER_WAY) return;
    this.opening(ticket).abort();
  }

  private async exchange(request: EgressRequest, signal: AbortSignal): Promise<Answer> {
    await this.enter();
    try {
      const response = await this.port.request(request, signal);
      const id = this.nextBody++;
      const { status, statusText, url, redirected, headers } = response;
      const left = this.limits.responseBytes;
      const length = announcedLength(headers);
      const leftAtEnd = length === null ? null : left - length;
      this.bodies.set(id, { body: response.body, left, leftAtEnd, ahead: null, turn: Promise.resolve() });
      return { id, status, statusText, url, redirected, headers };
    } finally {
      this.leave();
    }
  }

  /**
   * Request bodies lie in this process until they are answered. A sandbox process sends no more than may be under way;
   * one that is no longer ours may not fill this process with those that wait.
   */
  private hold(size: number): void {
    const most = this.limits.concurrentRequests * this.limits.requestBytes;
    if (this.heldBytes + size > most) {
      throw new EgressError(
        'LIMIT',
        `The requests under way have bodies of more than ${mb(most)} together, which is the limit. Await some before sending more.`,
      );
    }
    this.heldBytes += size;
  }

  /** What can be refused before anything of the request is read. */
  private count(bodyBytes: number): void {
    this.requests += 1;
    const { requests, requestBytes } = this.limits;
    if (this.requests > requests) {
      throw new EgressError(
        'LIMIT',
        `The code made more than ${String(requests)} requests in one call, which is the limit. Ask for more at once, or use several calls.`,
      );
    }
    if (bodyBytes > requestBytes) {
      throw new EgressError(
        'LIMIT',
        `The request body has ${String(bodyBytes)} bytes; the limit is ${mb(requestBytes)}. Send it in parts.`,
      );
    }
  }

  private judge(url: string): void {
    const { urlChars } = this.limits;
    if (url.length > urlChars) {
      throw new EgressError(
        'LIMIT',
        `The URL has ${String(url.length)} characters; the limit is ${String(urlChars)} (8 KB). Send the data in the body.`,
      );
    }
  }

  private read({ id, maxBytes }: z.infer<typeof readSchema>): Promise<Answer> {
    const open = this.bodies.get(id);
    if (open === undefined) return Promise.resolve({ data: null });
    const turn = open.turn.then(() => this.readNow(id, maxBytes));
    open.turn = turn.catch(() => undefined);
    return turn;
  }

  private async readNow(id: number, maxBytes: number): Promise<Answer> {
    await this.room();
    const open = this.bodies.get(id);
    if (open === undefined) return { data: null };
    const reading = open.ahead ?? open.body.read(Math.min(maxBytes, MAX_READ_BYTES));
    open.ahead = null;
    const chunk = await reading.catch((error: unknown) => {
      this.release(id);
      throw error;
    });
    if (chunk === null) {
      this.release(id);
      return { data: null };
    }
    open.left -= chunk.length;
    if (open.left < 0) {
      this.release(id);
      throw new EgressError(
        'LIMIT',
        `The response is larger than the limit of ${mb(this.limits.responseBytes)}. Ask the server for less, for instance page by page.`,
      );
    }
    const data = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('base64');
    return (await this.isOver(id, open)) ? { data, end: true } : { data };
  }

  /** Whether a body whose announced length has come is over, so that its reader need not ask once more. */
  private async isOver(id: number, open: OpenBody): Promise<boolean> {
    if (open.left !== open.leftAtEnd) return false;
    const ahead = open.body.read(1);
    const ended = ahead.then(
      (chunk) => chunk === null,
      () => false,
    );
    const isEnd = await Promise.race([ended, yieldToLoop(false)]);
    if (isEnd) this.release(id);
    else open.ahead = ahead;
    return isEnd;
  }

  private release(id: number): void {
    const open = this.bodies.get(id);
    if (open === undefined) return;
    this.bodies.delete(id);
    open.body.cancel();
  }

  private async enter(): Promise<void> {
    if (this.running >= this.limits.concurrentRequests) await new Promise<void>((go) => this.waiting.push(go));
    if (this.abort.signal.aborted) throw new EgressError('ABORTED', 'The call has ended.');
    this.running += 1;
  }

  private leave(): void {
    this.running -= 1;
    this.waiting.shift()?.();
  }

  private sleep(ms: number): Promise<Answer> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.abort.signal.removeEventListener('abort', done);
        resolve({});
      };
      const timer = setTimeout(done, ms);
      this.abort.signal.addEventListener('abort', done);
    });
  }
}

/** The length of a body that comes as it was sent. */
function announcedLength(headers: readonly (readonly [string, string])[]): number | null {
  let length: number | null = null;
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === 'content-encoding') return null;
    if (lower === 'content-length') length = /^\d{1,9}$/.test(value) ? Number(value) : null;
  }
  return length;
}
