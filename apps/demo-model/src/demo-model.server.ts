/*
 * The demonstration model's HTTP server. It binds to loopback and asks for no key: whoever can reach it is on this
 * machine. It holds no secret, sees names of secrets only, and runs nothing itself.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApiError } from './api-error.js';
import { chatCompletionRequest, MODEL_ID } from './chat-completions.schema.js';
import { completionBody, completionChunks, toCompletion } from './completion.js';
import { readConversation } from './conversation.js';
import type { DemoModelConfig } from './demo-model.config.js';
import { sendEventStream } from './event-stream.js';
import { planReply } from './plan-reply.js';
import { readJsonBody } from './request-body.js';

const LOOPBACK = '127.0.0.1';
const MODEL = { id: MODEL_ID, object: 'model', created: 1_750_000_000, owned_by: 'cloakroom' } as const;

/** A running demonstration model. */
export interface RunningDemoModel {
  readonly port: number;
  /** What `OPENAI_BASE_URL` would be for it, such as `http://127.0.0.1:4010/v1`. */
  readonly baseUrl: string;
  /** Ends every answer under way and stops listening. */
  close(): Promise<void>;
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function complete(request: IncomingMessage, response: ServerResponse, delayMs: number): Promise<void> {
  const parsed = chatCompletionRequest.safeParse(await readJsonBody(request));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const param = issue === undefined || issue.path.length === 0 ? null : issue.path.join('.');
    throw new ApiError(
      400,
      `Invalid value${param === null ? '' : ` for '${param}'`}: ${issue?.message ?? ''}`,
      null,
      param,
    );
  }
  if (parsed.data.model !== MODEL_ID) {
    throw new ApiError(
      404,
      `The model does not exist here; the only one is '${MODEL_ID}'.`,
      'model_not_found',
      'model',
    );
  }
  const reply = planReply(readConversation(parsed.data));
  const completion = toCompletion(parsed.data, reply, Math.floor(Date.now() / 1_000));
  if (parsed.data.stream !== true) {
    sendJson(response, 200, completionBody(completion));
    return;
  }
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  const includeUsage = parsed.data.stream_options?.include_usage === true;
  await sendEventStream(response, completionChunks(completion, includeUsage), { delayMs, signal: gone.signal });
}

async function route(request: IncomingMessage, response: ServerResponse, delayMs: number): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const asked = `${request.method ?? ''} ${path}`;
  if (asked === 'POST /v1/chat/completions') return complete(request, response, delayMs);
  if (asked === 'GET /v1/models') {
    sendJson(response, 200, { object: 'list', data: [MODEL] });
    return;
  }
  if (asked === `GET /v1/models/${MODEL_ID}`) {
    sendJson(response, 200, MODEL);
    return;
  }
  if (path === '/v1/chat/completions' || path === '/v1/models') {
    throw new ApiError(405, `Not allowed to ${request.method ?? ''} on ${path}.`, 'method_not_supported');
  }
  if (asked.startsWith('GET /v1/models/'))
    throw new ApiError(404, 'The model does not exist.', 'model_not_found', 'model');
  throw new ApiError(404, `Unknown request URL: ${asked}.`, 'unknown_url');
}

function sendError(response: ServerResponse, error: unknown): void {
  const shown =
    error instanceof ApiError ? error : new ApiError(500, 'The demonstration model failed on this request.');
  if (response.headersSent) response.destroy();
  else sendJson(response, shown.status, shown.toBody());
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

/** Starts the demonstration model on loopback. Rejects when the port is taken. */
export async function startDemoModel({ port, delayMs }: DemoModelConfig): Promise<RunningDemoModel> {
  const server = createServer((request, response) => {
    route(request, response, delayMs).catch((error: unknown) => {
      sendError(response, error);
    });
  });
  const bound = await listen(server, port);
  return {
    port: bound,
    baseUrl: `http://${LOOPBACK}:${bound}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
