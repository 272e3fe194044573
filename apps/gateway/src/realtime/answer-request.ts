import type { ClientToServerEvents, SocketAck } from '@cloakroom/contracts';
import { userError, type AppError, type Logger } from '@cloakroom/platform';
import { appErrorOf } from '../http/problem.js';
import { invalidInput } from '../http/validation.js';
import type { RequestBudget } from './request-budget.js';
import type { Requester, SocketRequest } from './socket-requests.js';

/** Answers one request: always, exactly once, and with an error's code and words instead of throwing. */
export async function answerRequest<E extends keyof ClientToServerEvents>(
  request: SocketRequest<E>,
  args: readonly unknown[],
  parts: { readonly requester: Requester; readonly budget: RequestBudget; readonly logger: Logger },
): Promise<void> {
  const { requester, budget, logger } = parts;
  const reply = replyOf(args);
  try {
    if (!budget.take()) throw userError('too-many-requests', 'Too many requests. Wait a moment.', { status: 429 });
    const parsed = request.schema.safeParse(args[0]);
    if (!parsed.success) throw invalidInput(parsed.error.issues);
    const { data, after } = await request.answer(requester, parsed.data);
    reply({ ok: true, data });
    after?.();
  } catch (error) {
    const refusal = appErrorOf(error);
    if (refusal.kind !== 'user') logger.error({ err: error, code: refusal.code }, 'A request over a socket failed');
    reply({ ok: false, error: socketErrorOf(refusal) });
  }
}

function replyOf(args: readonly unknown[]): (ack: SocketAck<unknown>) => void {
  const last = args.at(-1);
  return isCallback(last) ? last : () => undefined;
}

function isCallback(last: unknown): last is (ack: SocketAck<unknown>) => void {
  return typeof last === 'function';
}

function socketErrorOf({ code, message, fields }: AppError) {
  return { code, message, ...(fields === undefined ? {} : { fields: [...fields] }) };
}
