// fetch with undici's Headers, Request, Response and FormData. The connection is the host's: it follows redirects and
// judges each hop; a body is read as the reader asks for it.
import { request as askBroker } from './bridge.js';
import { isSearchParams, objectOf } from './lazy-globals.js';
import { URL } from './light-url.js';
import { arrayPush, arrayShift, fromBase64, NativePromise, toBase64 } from './primordials.js';

const READ_BYTES = 65536;
const { Headers, HeadersList } = require('undici/lib/web/fetch/headers.js');
const { Response, fromInnerResponse, makeResponse } = require('undici/lib/web/fetch/response.js');
const { Request, getRequestState } = require('undici/lib/web/fetch/request.js');
const { FormData } = require('undici/lib/web/fetch/formdata.js');

const { webidl } = require('undici/lib/web/webidl/index.js');
webidl.is.URLSearchParams = isSearchParams;

const CODES = {
  DENIED: 'EGRESS_DENIED',
  DNS: 'ENOTFOUND',
  CONNECT_REFUSED: 'ECONNREFUSED',
  CONNECT_TIMEOUT: 'UND_ERR_CONNECT_TIMEOUT',
  READ_TIMEOUT: 'UND_ERR_BODY_TIMEOUT',
  TLS: 'ERR_TLS_CERT_ALTNAME_INVALID',
  RESET: 'ECONNRESET',
  LIMIT: 'EGRESS_LIMIT',
  TOO_MANY_REDIRECTS: 'EGRESS_REDIRECTS',
  BAD_REQUEST: 'EGRESS_BAD_REQUEST',
  ABORTED: 'ABORT_ERR',
};
const denied = new WeakSet();
const deniedMessages = new Set();

/** Whether an error, or what caused it, is a refusal of the operator's policy. */
export function isDenied(error) {
  for (let at = error, i = 0; typeof at === 'object' && at !== null && i < 8; at = at.cause, i += 1)
    if (denied.has(at) || deniedMessages.has(at.message)) return true;
  return false;
}

function networkError({ code, message }) {
  const cause = new Error(message);
  cause.code = CODES[code] ?? 'EGRESS_ERROR';
  const error = new TypeError(code === 'DENIED' || code === 'LIMIT' ? `fetch failed: ${message}` : 'fetch failed', {
    cause,
  });
  if (code === 'DENIED') {
    denied.add(error);
    deniedMessages.add(error.message);
    denied.add(cause);
  }
  return error;
}

async function readBody(body, signal) {
  if (body === null || body === undefined) return null;
  const reader = body.stream.getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    signal.throwIfAborted();
    const { done, value } = await reader.read();
    if (done) break;
    if (!(value instanceof Uint8Array)) throw new TypeError('Received non-Uint8Array chunk');
    parts.push(value);
    size += value.length;
  }
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// A body is made text only when it is its turn to be sent: of those that wait, one copy is enough.
const MAX_SENDING = 8;
let nextTicket = 1;
const waitingTurns = [];
let sending = 0;

async function sendBody(bytes, send) {
  if (sending >= MAX_SENDING) await new NativePromise((go) => arrayPush(waitingTurns, go));
  else sending += 1;
  try {
    return await send(toBase64(bytes));
  } finally {
    const next = arrayShift(waitingTurns);
    if (next === undefined) sending -= 1;
    else next();
  }
}

function bodyStream(id, signal, abortedReason) {
  let open = true;
  const close = () => {
    if (open) {
      open = false;
      void askBroker('egress.close', { id });
    }
  };
  return new ReadableStream({
    type: 'bytes',
    start(controller) {
      signal.addEventListener('abort', () => {
        if (!open) return;
        close();
        try {
          controller.error(abortedReason());
        } catch {
          /* the stream has ended by itself */
        }
      });
    },
    async pull(controller) {
      const answer = await askBroker('egress.read', { id, maxBytes: READ_BYTES });
      if (!open) return;
      if (answer.ok !== true) {
        open = false;
        controller.error(Object.assign(new TypeError('terminated', { cause: networkError(answer).cause }), {}));
        return;
      }
      if (answer.data !== null) controller.enqueue(fromBase64(answer.data));
      if (answer.data === null || answer.end === true) {
        open = false;
        controller.close();
        controller.byobRequest?.respond(0);
      }
    },
    cancel: close,
  });
}

async function localResponse(url) {
  if (url.protocol === 'data:') {
    const match = /^data:([^,]*?)(;\s*base64)?,(.*)$/is.exec(url.href.replace(/#.*$/, ''));
    if (match === null) throw new TypeError('fetch failed', { cause: new Error('invalid data URL') });
    const raw = Uint8Array.from(unescape(match[3]), (char) => char.charCodeAt(0));
    const bytes = match[2] ? Uint8Array.fromBase64(new TextDecoder('latin1').decode(raw)) : raw;
    return new Response(bytes, { headers: { 'content-type': match[1] || 'text/plain;charset=US-ASCII' } });
  }
  const object = url.protocol === 'blob:' ? objectOf(url.href) : undefined;
  if (object !== undefined) {
    const headers = { 'content-type': object.type, 'content-length': String(object.size) };
    return new Response(object, { headers });
  }
  const error = new TypeError('fetch failed', { cause: new Error(`unknown scheme ${url.protocol}`) });
  return Promise.reject(error);
}

async function fetchImpl(input, init) {
  const request = new Request(input, init);
  const signal = request.signal;
  const reason = () => signal.reason ?? new DOMException('This operation was aborted', 'AbortError');
  signal.throwIfAborted();
  const state = getRequestState(request);
  const url = new URL(request.url);
  if (url.protocol === 'data:' || url.protocol === 'blob:') return localResponse(url);
  const headers = state.headersList.entriesList.map(([name, value]) => [name, value]);
  const body = await readBody(state.body, signal);
  if (body !== null && !headers.some(([name]) => name.toLowerCase() === 'content-type') && state.body?.type)
    headers.push(['content-type', state.body.type]);
  const ticket = nextTicket++;
  let answered = false;
  const aborted = new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        if (!answered) void askBroker('egress.close', { ticket });
        reject(reason());
      },
      { once: true },
    );
  });
  aborted.catch(() => undefined);
  const send = (base64) =>
    signal.aborted
      ? { ok: false, code: 'ABORTED', message: 'The request was aborted.' }
      : askBroker('egress.open', {
          ticket,
          url: url.href.replace(/#.*$/, ''),
          method: request.method,
          headers,
          body: base64,
          redirect: request.redirect,
          decompress: true,
          connectTimeoutMs: null,
          readTimeoutMs: null,
        });
  const opening = body === null ? send(null) : sendBody(body, send);
  opening.then((answer) => {
    answered = true;
    if (signal.aborted && answer.ok) void askBroker('egress.close', { id: answer.id });
  });
  const answer = await Promise.race([opening, aborted]);
  if (answer.ok !== true) throw networkError(answer);
  return toResponse(answer, request, signal, reason);
}

function toResponse(answer, request, signal, reason) {
  const headersList = new HeadersList();
  for (const [name, value] of answer.headers) headersList.append(name, value, false);
  const empty = request.method === 'HEAD' || answer.status === 204 || answer.status === 205 || answer.status === 304;
  if (empty) void askBroker('egress.close', { id: answer.id });
  const inner = makeResponse({
    type: 'basic',
    status: answer.status,
    statusText: answer.statusText,
    headersList,
    urlList: answer.redirected ? [new URL(request.url), new URL(answer.url)] : [new URL(answer.url)],
    body: empty ? null : { stream: bodyStream(answer.id, signal, reason), source: null, length: null },
  });
  return fromInnerResponse(inner, 'immutable');
}

export function fetch(input, init = undefined) {
  if (arguments.length === 0)
    return Promise.reject(new TypeError("Failed to execute 'fetch': 1 argument required, but only 0 present."));
  return fetchImpl(input, init);
}
export { Headers, Request, Response, FormData };
