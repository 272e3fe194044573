import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { type TestUser, WorkerWorld, createCanary } from '@cloakroom/testing';
import { interleave, type Timing } from './bench-statistics.ts';

/*
 * How long a secret is still usable after its user was told that it is off: from the gateway's answer to the switch to
 * the first request that a running program is refused. Real gateway, worker, sandbox and database. Both ends are read
 * from the same machine's clock; the program's end is a whole millisecond. Below zero: refused before the answer came.
 */

const HOST_NAME = 'api.bench.example';
const SWITCHED_OFF_AT = 5;
const PLAN = { rounds: 100, warmUps: 2, budgetMs: 90_000 };

const PROGRAM = `const from = Date.now();
for (let sent = 0; sent < 2000; sent++) {
  try { await fetch('https://${HOST_NAME}/' + sent, { headers: { 'x-key': process.env.BENCH_KEY } }); }
  catch (error) {
    const refusedAt = Date.now();
    if (!String(error.cause ?? error).includes('switched it off')) throw error;
    return JSON.stringify({ refusedAt, requestMs: (refusedAt - from) / (sent + 1) });
  }
}
return 'never refused';`;

/** Names of the rows. */
export const REVOCATION_ROWS = {
  revoked: 'from the acknowledgement to the first refused request',
  request: 'one request of the same program',
} as const;

/** Somebody signed in at the gateway, as far as this needs them. */
class SignedIn {
  readonly userId: string;
  readonly #origin: string;
  readonly #cookie: string;

  private constructor(origin: string, userId: string, cookie: string) {
    this.#origin = origin;
    this.userId = userId;
    this.#cookie = cookie;
  }

  static async signUp(origin: string): Promise<SignedIn> {
    const body = { name: 'Bench', email: `${randomUUID()}@bench.example`, password: randomUUID() };
    const answer = await send(origin, '/api/auth/sign-up/email', { method: 'POST', body });
    const { user } = (await answer.json()) as { user: { id: string } };
    const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
    return new SignedIn(origin, user.id, cookie.join('; '));
  }

  /** Switches a secret and answers with the time at which the gateway had confirmed it, in epoch milliseconds. */
  async switch(secretId: string, enabled: boolean): Promise<number> {
    const answer = await send(this.#origin, `/api/v1/secrets/${secretId}`, {
      method: 'PATCH',
      body: { enabled },
      cookie: this.#cookie,
    });
    await answer.arrayBuffer();
    return performance.timeOrigin + performance.now();
  }
}

interface Sending {
  readonly method: string;
  readonly body: unknown;
  readonly cookie?: string;
}

async function send(origin: string, path: string, { method, body, cookie }: Sending): Promise<Response> {
  const headers = { origin, 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) };
  const answer = await fetch(`${origin}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}.`);
  return answer;
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface RevocationParts {
  readonly world: WorkerWorld;
  readonly user: TestUser;
  readonly signedIn: SignedIn;
  readonly secretId: string;
  readonly server: Server;
}

/** One program that calls until it is refused; the switch is asked for while its fifth request is answered. */
class Revocation {
  readonly #parts: RevocationParts;
  #onRequest: () => void = () => undefined;

  constructor(parts: RevocationParts) {
    this.#parts = parts;
    parts.server.on('request', (_request, response) => {
      this.#onRequest();
      response.end('ok');
    });
  }

  async once(): Promise<{ readonly revokedMs: number; readonly requestMs: number }> {
    const { world, user, signedIn, secretId } = this.#parts;
    const acknowledged = new Promise<number>((resolve, reject) => {
      let count = 0;
      this.#onRequest = () => {
        count += 1;
        if (count === SWITCHED_OFF_AT) signedIn.switch(secretId, false).then(resolve, reject);
      };
    });
    world.model.play((_, turn) =>
      turn === 0 ? [{ call: 'run_javascript', args: { code: PROGRAM } }] : [{ text: 'Done.' }],
    );
    const run = await user.ask('Call it');
    await world.ended(run.runId);
    const [call] = await user.answer(run);
    const said = call?.type === 'tool' ? call.result : null;
    if (typeof said !== 'string' || !said.includes('refusedAt')) throw new Error('A measured program was not refused.');
    const { refusedAt, requestMs } = JSON.parse(said) as { refusedAt: number; requestMs: number };
    const revokedMs = refusedAt - (await acknowledged);
    await signedIn.switch(secretId, true);
    return { revokedMs, requestMs };
  }
}

/** Measures it; takes at most a minute and a half. Needs the test services (`CLOAKROOM_TEST_…`) and a build. */
export async function runRevocationBench(): Promise<Map<string, Timing>> {
  const world = await WorkerWorld.open();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const port = await freePort();
    await world.startGateway(port);
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await world.startWorker({ EGRESS_HOST_OVERRIDES: `${HOST_NAME}=${target}` });
    const signedIn = await SignedIn.signUp(`http://localhost:${port}`);
    const user = world.newUser(signedIn.userId);
    const secretId = await user.saveSecret('BENCH_KEY', createCanary());
    const revocation = new Revocation({ world, user, signedIn, secretId, server });
    let requestMs = Number.NaN;
    const contestants = [
      {
        name: REVOCATION_ROWS.revoked,
        once: async () => {
          const measured = await revocation.once();
          requestMs = measured.requestMs;
          return measured.revokedMs;
        },
      },
      { name: REVOCATION_ROWS.request, once: () => Promise.resolve(requestMs) },
    ];
    const timings = await interleave(contestants, PLAN);
    return new Map([...timings].reverse());
  } finally {
    await world.close();
    server.close();
    server.closeAllConnections();
  }
}
