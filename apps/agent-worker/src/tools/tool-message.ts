import type { ArtifactLeftOut, FileView, ToolFailure } from '@cloakroom/contracts';

/** A request that the way out of the sandbox refused. */
export interface DeniedRequest {
  readonly method: string;
  readonly host: string;
  readonly reason: string;
}

/** What the model is told of a tool call. */
export interface ToolReport {
  readonly result: string | null;
  readonly output: string;
  readonly error: ToolFailure | null;
  readonly denials: readonly DeniedRequest[];
  /** Files that the user was given, and those that were not kept; redacted already. */
  readonly artifacts?: readonly FileView[] | undefined;
  readonly artifactsLeftOut?: readonly ArtifactLeftOut[] | undefined;
  /** Files that had to leave `/workspace`, because there is no room for all. */
  readonly removed?: readonly string[];
}

/** Most characters of a result, and of output, that the model is sent. */
const MAX_MODEL_CHARS = 16 * 1024;
const MAX_DENIALS = 20;
const MAX_REMOVED = 50;

/**
 * The content of a tool message: JSON with `ok`, `result`, `output`, `error`, `denied` when requests were refused, and
 * `filesForUser`, `filesNotKept` and `removedFromWorkspace` when files were written.
 * Every text goes through `redact` as a whole before it is cut.
 */
export function toolMessage(report: ToolReport, redact: (text: string) => string): string {
  const { result, output, error, denials, artifacts = [], artifactsLeftOut = [], removed = [] } = report;
  const shown = (text: string): string => cut(redact(text));
  return JSON.stringify({
    ok: error === null,
    result: result === null ? null : shown(result),
    output: shown(output),
    error: error === null ? null : { kind: error.kind, message: shown(error.message) },
    ...(denials.length === 0
      ? {}
      : { denied: denials.slice(0, MAX_DENIALS).map((denial) => showDenial(denial, redact)) }),
    ...(artifacts.length === 0
      ? {}
      : { filesForUser: artifacts.map(({ name, bytes }) => ({ name: redact(name), bytes })) }),
    ...(artifactsLeftOut.length === 0
      ? {}
      : { filesNotKept: artifactsLeftOut.map(({ name, reason }) => ({ name: redact(name), reason })) }),
    ...(removed.length === 0 ? {} : { removedFromWorkspace: removed.slice(0, MAX_REMOVED).map(redact) }),
  });
}

function showDenial({ method, host, reason }: DeniedRequest, redact: (text: string) => string): DeniedRequest {
  return { method: redact(method), host: redact(host), reason };
}

function cut(text: string): string {
  if (text.length <= MAX_MODEL_CHARS) return text;
  const half = MAX_MODEL_CHARS / 2;
  const lost = text.length - MAX_MODEL_CHARS;
  return `${text.slice(0, half)}\n[… ${lost} characters left out …]\n${text.slice(-half)}`;
}
