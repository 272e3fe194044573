import type { LoggedRequest, MessagePart, ToolPart } from '@cloakroom/contracts';

/** One call of an answer on its receipt. */
export interface ReceiptCall {
  readonly number: number;
  readonly language: ToolPart['language'];
  readonly durationMs: number | null;
  readonly requests: readonly LoggedRequest[];
  /** What the call had signed. */
  readonly signed: readonly ReceiptSignatures[];
}

/** How often a secret has signed. */
export interface ReceiptSignatures {
  readonly name: string;
  readonly mode: 'exposed' | 'sealed';
  readonly count: number;
}

/** What an answer did with secrets and where its code went. */
export interface Receipt {
  readonly calls: readonly ReceiptCall[];
  /** Names of secrets that left in a request, each once, in order. */
  readonly sent: readonly string[];
  /** Names of secrets that signed something, each once, in order. */
  readonly signed: readonly string[];
  readonly requests: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** Masks that were written in what the calls put out, by name. */
  readonly masked: readonly { readonly name: string; readonly count: number }[];
}

/** The receipt of an answer, or `null` when no code ran for it. */
export function receiptOf(parts: readonly MessagePart[]): Receipt | null {
  const tools = parts.flatMap((part) => (part.type === 'tool' ? [part] : []));
  if (tools.length === 0) return null;
  const requests = tools.flatMap((tool) => tool.requests);
  const sent = requests
    .filter(({ denied }) => denied !== true)
    .flatMap(({ secrets = [] }) => secrets.map(({ name }) => name));
  const signed = tools.flatMap((tool) => signaturesOf(tool).map(({ name }) => name));
  return {
    calls: tools.map((tool, index) => ({
      number: index + 1,
      language: tool.language,
      durationMs: tool.durationMs,
      requests: tool.requests,
      signed: signaturesOf(tool),
    })),
    sent: [...new Set(sent)].sort(),
    signed: [...new Set(signed)].sort(),
    requests: requests.length,
    bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
    durationMs: tools.reduce((sum, tool) => sum + (tool.durationMs ?? 0), 0),
    masked: masksIn(tools),
  };
}

function signaturesOf({ secrets }: ToolPart): ReceiptSignatures[] {
  const signed = secrets.filter(({ how }) => how === 'signed');
  return signed.map(({ name, mode, count }) => ({ name, mode, count }));
}

function masksIn(tools: readonly ToolPart[]): Receipt['masked'] {
  const counts = new Map<string, number>();
  for (const tool of tools) {
    for (const { name, count } of masksOf(tool)) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Calls that were stored before their masks were counted show them in their texts alone. */
function masksOf({ masked, output, result, error }: ToolPart): Receipt['masked'] {
  if (masked.length > 0) return masked;
  const text = [...output.map((piece) => piece.text), result ?? '', error?.message ?? ''].join('\n');
  return [...text.matchAll(/«([A-Z_][A-Z0-9_]*)»/g)].map(([, name = '']) => ({ name, count: 1 }));
}
