import type { RunEvent } from './run-event.schema.js';

/** The running hash of a log in which nothing stands yet. */
export const EMPTY_RUN_HASH = '00000000000000';

/**
 * The running hash after one more event: cyrb53 (53 bits, seed 0) over the UTF-16 units of the hash so far, followed by
 * the line of the event; 14 hex digits. It tells two logs, a hole and a doubled event apart; it is no protection against
 * somebody who means harm.
 *
 * The line is `seq`, `type` and what the event shows, joined by U+001F. Fields that a later version adds are not in it,
 * so that pages and servers of different versions agree.
 */
export function nextRunHash(hash: string, event: RunEvent): string {
  return cyrb53(hash + [event.seq, event.type, ...shownBy(event)].join('\u001f'));
}

function shownBy(event: RunEvent): readonly (string | number)[] {
  switch (event.type) {
    case 'run.started':
      return [event.attempt, event.keepParts];
    case 'run.phase':
      return [event.phase];
    case 'text.delta':
      return [event.text];
    case 'tool.started':
      return [event.toolCallId, event.language, event.code];
    case 'tool.output':
      return [event.toolCallId, event.stream, event.text];
    case 'tool.finished':
      return [event.toolCallId, event.result ?? '', event.error?.kind ?? '', event.error?.message ?? ''];
    case 'tool.interrupted':
      return [event.toolCallId];
    case 'prompt.opened':
      return [event.promptId, event.expiresAt];
    case 'prompt.closed':
      return [event.promptId, event.state, event.scope ?? ''];
    case 'run.steered':
      return [event.steerId, event.text];
    case 'run.ended':
      return [event.status, event.error?.code ?? '', event.error?.message ?? ''];
  }
}

/** https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js, with seed 0. */
function cyrb53(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  const value = 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
  return value.toString(16).padStart(14, '0');
}
