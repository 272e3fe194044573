import { createHash, createSign, generateKeyPairSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** Who signs in at the provider. */
export interface PlayedPerson {
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly email_verified?: boolean;
}

/** What a provider that lies would do to the ID token. */
export interface PlayedDeceit {
  /** Claims that replace the right ones. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with a key that is not in the key set. */
  readonly foreignKey?: boolean;
}

interface Grant {
  readonly person: PlayedPerson;
  readonly redirectUri: string;
  readonly nonce: string | null;
  readonly challenge: string;
}

const KEY_ID = 'played';
const authorizeSchema = z.object({
  client_id: z.string(),
  redirect_uri: z.url(),
  response_type: z.literal('code'),
  scope: z.string().regex(/\bopenid\b/),
  state: z.string().min(16),
  nonce: z.string().optional(),
  code_challenge: z.string().min(43),
  code_challenge_method: z.literal('S256'),
});
const tokenSchema = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string(),
  redirect_uri: z.string(),
  code_verifier: z.string().min(43),
});

/**
 * An OpenID Connect provider on loopback that speaks the protocol in earnest: discovery, the authorization code flow with
 * PKCE (RFC 7636), client authentication by header, codes that work once, ID tokens signed with RS256, and a key set. Who
 * comes to it is signed in as {@link PlayedOidcProvider.person} without being asked, has declined when that is `null`, and
 * otherwise says so in a form.
 */
export class PlayedOidcProvider {
  readonly clientId = 'cloakroom';
  readonly clientSecret = randomBytes(24).toString('base64url');
  person: PlayedPerson | 'asked' | null = 'asked';
  deceit: PlayedDeceit = {};
  /** Every token that was handed out: no database and no log may have one of them. */
  readonly handedOut: string[] = [];
  readonly #grants = new Map<string, Grant>();
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });

  private constructor(private readonly server: Server) {}

  /** Starts one on loopback, on a free port unless one is named. */
  static async start(port = 0): Promise<PlayedOidcProvider> {
    const server = createServer();
    const provider = new PlayedOidcProvider(server);
    server.on('request', (request, response) => {
      provider.#serve(request, response).catch(() => response.writeHead(500).end());
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The gateway's settings for it. */
  get environment(): Record<string, string> {
    return { OIDC_ISSUER: this.issuer, OIDC_CLIENT_ID: this.clientId, OIDC_CLIENT_SECRET: this.clientSecret };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer);
    switch (`${request.method ?? ''} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration': {
        answer(response, 200, this.#discovery());
        return;
      }
      case 'GET /keys': {
        answer(response, 200, { keys: [publicJwk(this.#keys.publicKey)] });
        return;
      }
      case 'GET /authorize': {
        if (this.person === 'asked') showForm(url, response);
        else this.#authorize(url, this.person, response);
        return;
      }
      case 'GET /asked': {
        this.#authorize(url, personIn(url), response);
        return;
      }
      case 'POST /token':
        return this.#exchange(request, response);
      default: {
        answer(response, 404, { error: 'not_found' });
        return;
      }
    }
  }

  #discovery() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  #authorize(url: URL, person: PlayedPerson | null, response: ServerResponse): void {
    const asked = authorizeSchema.safeParse(Object.fromEntries(url.searchParams));
    if (!asked.success || asked.data.client_id !== this.clientId) {
      answer(response, 400, { error: 'invalid_request' });
      return;
    }
    const { redirect_uri: redirectUri, state, nonce = null, code_challenge: challenge } = asked.data;
    const back = new URL(redirectUri);
    back.searchParams.set('state', state);
    back.searchParams.set('iss', this.issuer);
    if (person === null) {
      back.searchParams.set('error', 'access_denied');
    } else {
      const code = randomBytes(24).toString('base64url');
      this.#grants.set(code, { person, redirectUri, nonce, challenge });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = tokenSchema.safeParse(Object.fromEntries(new URLSearchParams(await textOf(request))));
    if (!this.#isClient(request.headers.authorization)) {
      answer(response, 401, { error: 'invalid_client' });
      return;
    }
    const grant = form.success ? this.#grants.get(form.data.code) : undefined;
    if (!form.success || grant === undefined) {
      answer(response, 400, { error: 'invalid_grant' });
      return;
    }
    this.#grants.delete(form.data.code);
    const challenge = createHash('sha256').update(form.data.code_verifier).digest('base64url');
    if (challenge !== grant.challenge || form.data.redirect_uri !== grant.redirectUri) {
      answer(response, 400, { error: 'invalid_grant' });
      return;
    }
    const tokens = { access_token: randomBytes(24).toString('base64url'), id_token: this.#idToken(grant) };
    this.handedOut.push(...Object.values(tokens));
    answer(response, 200, { ...tokens, token_type: 'Bearer', expires_in: 300 });
  }

  #isClient(authorization = ''): boolean {
    const expected = Buffer.from(`${this.clientId}:${this.clientSecret}`).toString('base64');
    const [given, wanted] = [Buffer.from(authorization), Buffer.from(`Basic ${expected}`)];
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  #idToken({ person, nonce }: Grant): string {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      ...{ iss: this.issuer, aud: this.clientId, iat: now, exp: now + 300 },
      ...person,
      ...(nonce === null ? {} : { nonce }),
      ...this.deceit.claims,
    };
    const head = [{ alg: 'RS256', kid: KEY_ID, typ: 'JWT' }, claims].map(encoded).join('.');
    const { privateKey } = this.deceit.foreignKey === true ? this.#foreign : this.#keys;
    return `${head}.${createSign('RSA-SHA256').update(head).sign(privateKey, 'base64url')}`;
  }
}

/** Asks who it is; what the client has asked for goes along. */
function showForm({ searchParams }: URL, response: ServerResponse): void {
  const hidden = [...searchParams].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  const fields = ['name', 'email'].map((name) => `<label>Your ${name} <input name="your_${name}"></label>`);
  const form = `<form action="/asked">${[...hidden, ...fields].join('')}<button>Let me in</button></form>`;
  const page = `<!doctype html><html lang="en"><title>Example</title><h1>Example</h1>${form}</html>`;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
}

/** The same address is the same person. */
function personIn({ searchParams }: URL): PlayedPerson {
  const name = searchParams.get('your_name') ?? '';
  const email = searchParams.get('your_email') ?? '';
  return { sub: createHash('sha256').update(email).digest('hex'), name, email, email_verified: true };
}

function escaped(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function publicJwk(key: KeyObject) {
  return { ...key.export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' };
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
