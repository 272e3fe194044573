import { randomUUID } from 'node:crypto';
import { type OwnerId, ownerId } from '@cloakroom/persistence';
import { z } from 'zod';
import { TEST_ORIGIN } from './test-gateway.js';
import { TestSocket } from './test-socket.js';

const signedUpSchema = z.object({ user: z.object({ id: z.string() }) });

/** Where a gateway is, and the origin of its page; {@link TEST_ORIGIN} when it is left out. */
export interface GatewayAddress {
  readonly url: string;
  readonly origin?: string;
}

/** What came back. `body` is `null` when there was none. */
export interface TestAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
  readonly headers: Headers;
}

/** How a request differs from what the page would send. */
export interface TestRequestOptions {
  /** `null` sends none. */
  readonly origin?: string | null;
  readonly cookie?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request the way the page does; `body` goes as JSON. */
export async function sendRequest(
  gateway: GatewayAddress,
  [method, path]: readonly [string, string],
  body?: unknown,
  { origin = gateway.origin ?? TEST_ORIGIN, cookie = null, headers = {} }: TestRequestOptions = {},
): Promise<TestAnswer> {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: {
      ...(origin === null ? {} : { origin }),
      ...(cookie === null ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  const parsed: unknown = isJson ? JSON.parse(text) : null;
  return { status: response.status, body: parsed, text, headers: response.headers };
}

/** Somebody with an account of their own, signed in. */
export class TestPerson {
  private constructor(
    readonly gateway: GatewayAddress,
    readonly owner: OwnerId,
    readonly email: string,
    readonly cookie: string,
  ) {}

  static readonly password = 'a long enough password';

  static async signUp(gateway: GatewayAddress): Promise<TestPerson> {
    const email = `${randomUUID()}@example.com`;
    const answer = await sendRequest(gateway, ['POST', '/api/auth/sign-up/email'], {
      name: 'Test Person',
      email,
      password: TestPerson.password,
    });
    if (answer.status !== 200) throw new Error(`Sign-up answered ${answer.status}: ${answer.text}`);
    const { user } = signedUpSchema.parse(answer.body);
    return new TestPerson(gateway, ownerId(user.id), email, cookieOf(answer));
  }

  /** The same account from another device: a session of its own. */
  async signInAgain(): Promise<TestPerson> {
    const credentials = { email: this.email, password: TestPerson.password };
    const answer = await sendRequest(this.gateway, ['POST', '/api/auth/sign-in/email'], credentials);
    if (answer.status !== 200) throw new Error(`Sign-in answered ${answer.status}: ${answer.text}`);
    return new TestPerson(this.gateway, this.owner, this.email, cookieOf(answer));
  }

  request(method: string, path: string, body?: unknown, options: TestRequestOptions = {}): Promise<TestAnswer> {
    return sendRequest(this.gateway, [method, path], body, { cookie: this.cookie, ...options });
  }

  connect(): Promise<TestSocket> {
    return TestSocket.connect(this.gateway.url, { origin: this.gateway.origin ?? TEST_ORIGIN, cookie: this.cookie });
  }
}

function cookieOf({ headers }: TestAnswer): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0] ?? '')
    .join('; ');
}
