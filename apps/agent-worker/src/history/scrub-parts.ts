import { MAX_FILE_NAME_LENGTH, type MessagePart, type PromptAsk } from '@cloakroom/contracts';

type Redact = (text: string) => string;
type ToolPart = Extract<MessagePart, { type: 'tool' }>;

/** Bounds of the stored schema, which a mask that is longer than its value must not break. */
const MAX_PLACE_CHARS = 1_024;
const MAX_WORD_CHARS = 200;
const MAX_REASON_CHARS = 500;

/** A message's parts with every text that a person, a model or a program wrote gone through `redact`. */
export function scrubParts(parts: readonly MessagePart[], redact: Redact): MessagePart[] {
  return parts.map((part) => {
    switch (part.type) {
      case 'text':
      case 'steer':
        return { ...part, text: redact(part.text) };
      case 'tool':
        return scrubTool(part, redact);
      case 'prompt':
        return { ...part, ask: scrubAsk(part.ask, redact) };
    }
  });
}

function scrubTool(part: ToolPart, redact: Redact): ToolPart {
  return {
    ...part,
    code: redact(part.code),
    output: part.output.map((piece) => ({ ...piece, text: redact(piece.text) })),
    result: part.result === null ? null : redact(part.result),
    error: part.error === null ? null : { ...part.error, message: redact(part.error.message) },
    requests: part.requests.map((request) => ({
      ...request,
      method: redact(request.method).slice(0, MAX_WORD_CHARS),
      host: redact(request.host).slice(0, MAX_PLACE_CHARS),
      path: redact(request.path).slice(0, MAX_PLACE_CHARS),
    })),
    ...(part.artifacts === undefined ? {} : { artifacts: part.artifacts.map((file) => named(file, redact)) }),
    ...(part.artifactsLeftOut === undefined
      ? {}
      : { artifactsLeftOut: part.artifactsLeftOut.map((file) => named(file, redact)) }),
  };
}

function named<T extends { readonly name: string }>(file: T, redact: Redact): T {
  return { ...file, name: redact(file.name).slice(0, MAX_FILE_NAME_LENGTH) };
}

/** What was asked, with every text that a model or a program wrote gone through `redact`. */
export function scrubAsk(ask: PromptAsk, redact: Redact): PromptAsk {
  const hosts = ask.hosts.map(redact);
  if (ask.kind === 'lease') return { ...ask, code: redact(ask.code), hosts };
  return { ...ask, reason: redact(ask.reason).slice(0, MAX_REASON_CHARS), hosts };
}
