import type { ToolError } from './sandbox.types.js';

let formatter: Intl.NumberFormat | null = null;
/** Made at the first error: a sandbox process would load its data for 15 ms at each start. */
const number = {
  format(value: number): string {
    formatter ??= new Intl.NumberFormat('en-US');
    return formatter.format(value);
  },
};

function size(bytes: number): string {
  return bytes % 1_048_576 === 0 ? `${number.format(bytes / 1_048_576)} MB` : `${number.format(bytes / 1024)} KB`;
}

/** The typed errors of the limits: each says which limit, its number, and what to do. */
export const limitErrors = {
  wall: (ms: number): ToolError => ({
    kind: 'TIMEOUT',
    message: `The code ran longer than its limit of ${number.format(ms / 1000)} s (wall clock) and was stopped. Do less in one call, or split the work over several calls.`,
  }),
  slice: (ms: number): ToolError => ({
    kind: 'TIMEOUT',
    message: `The code computed for more than ${number.format(ms)} ms without giving way (CPU slice limit) and was stopped. Put "await" points into long loops, or do less in one call.`,
  }),
  memory: (bytes: number): ToolError => ({
    kind: 'MEMORY',
    message: `The code used more memory than its limit of ${size(bytes)} and was stopped. Work on smaller pieces, or keep less in memory.`,
  }),
  memoryInSlice: (found: { grown: number; heapBytes: number; sliceMs: number }): ToolError => ({
    kind: 'MEMORY',
    message: `The code had grown by ${size(Math.round(found.grown / 1_048_576) * 1_048_576)} when its CPU slice of ${number.format(found.sliceMs)} ms ended; the memory limit is ${size(found.heapBytes)}, and near it most time goes into looking for free memory. Work on smaller pieces, or keep less in memory.`,
  }),
  crashed: (): ToolError => ({
    kind: 'CRASHED',
    message:
      'The sandbox process ended in the middle of the call. Nothing else is affected: run the code again, or change what it did last.',
  }),
  cancelled: (): ToolError => ({ kind: 'CANCELLED', message: 'The call was stopped.' }),
  output: (chars: number): ToolError => ({
    kind: 'OUTPUT_LIMIT',
    message: `The code printed far more than the limit of ${number.format(chars)} characters of output and was stopped. Print less, or write to a file in /workspace.`,
  }),
  outputCalls: (calls: number): ToolError => ({
    kind: 'OUTPUT_LIMIT',
    message: `The code printed more than ${number.format(calls)} times (output call limit) and was stopped. Print less often, or write to a file in /workspace.`,
  }),
  result: (chars: number, limit: number): ToolError => ({
    kind: 'OUTPUT_LIMIT',
    message: `The result has ${number.format(chars)} characters; the limit is ${size(limit)}. Return a smaller result, or write it to a file in /workspace.`,
  }),
  bridgeCalls: (calls: number): ToolError => ({
    kind: 'OUTPUT_LIMIT',
    message: `The code made more than ${number.format(calls)} calls out of its sandbox (call budget: timers, response reads, digests) and was stopped. Do fewer of them in one call.`,
  }),
  signatures: (count: number): ToolError => ({
    kind: 'OUTPUT_LIMIT',
    message: `The code asked for more than ${number.format(count)} signatures in one call, which is the limit. Sign fewer messages, or use several calls.`,
  }),
  signingBytes: (bytes: number): ToolError => ({
    kind: 'OUTPUT_LIMIT',
    message: `What the code wants to have signed is larger than the limit of ${size(bytes)} in one call. Sign a digest of the data instead, or use several calls.`,
  }),
  workspaceBytes: (limit: number): ToolError => ({
    kind: 'OUTPUT_LIMIT',
    message: `The files in /workspace are larger than the limit of ${size(limit)} together. Write smaller files, or delete some.`,
  }),
  workspaceFiles: (limit: number): ToolError => ({
    kind: 'OUTPUT_LIMIT',
    message: `There are more than ${number.format(limit)} files in /workspace, which is the limit. Write fewer files.`,
  }),
  code: (chars: number, limit: number): ToolError => ({
    kind: 'USER_ERROR',
    message: `The code has ${number.format(chars)} characters; the limit is ${size(limit)}. Put data into a file in /workspace instead of into the code.`,
  }),
  busy: (queued: number): ToolError => ({
    kind: 'TIMEOUT',
    message: `All sandboxes are busy and ${number.format(queued)} calls are waiting, which is the limit. Try again in a moment.`,
  }),
};

/** What is kept of a result of `total` characters: at most `limit`, and a line that says what was lost. */
export function cutResult(text: string, limit: number, total = text.length): string {
  if (total <= limit) return text;
  const kept = text.slice(0, limit);
  return `${kept}\n[result cut: ${number.format(total - kept.length)} of ${number.format(total)} characters were not kept]`;
}
