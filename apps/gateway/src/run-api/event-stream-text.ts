import type { MessageView, RunBase, RunEvent, RunStatus } from '@cloakroom/contracts';

/** Last id of a stream that is over: whoever comes back with it is told that nothing more will come. */
export const END_ID = 'end';

/** A comment, which readers skip; proxies see that the connection lives. */
export const HEARTBEAT = ': still here\n\n';

/** Sets the reader's last id without an event (a block without data is none). */
export const END_MARK = `id: ${END_ID}\n\n`;

/** One run event. */
export function eventText(event: RunEvent): string {
  return block(String(event.seq), event.type, event);
}

/** What the run had told up to a place; stands for every event before it. */
export function baseText(runId: string, { seq, parts }: RunBase): string {
  return block(String(seq), 'run.base', { runId, seq, parts });
}

/** The whole stored answer of a run whose events are not kept any more. */
export function snapshotText(runId: string, status: RunStatus, { parts, run }: MessageView): string {
  return `event: run.snapshot\ndata: ${JSON.stringify({ runId, status, parts, error: run?.error ?? null })}\n\n`;
}

/** JSON has no raw line breaks, so that one `data` line is enough. */
function block(id: string, event: string, data: object): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
