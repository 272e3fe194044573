/** A stretch of text, or the mask that stands for a secret's value. */
export interface MaskSegment {
  readonly kind: 'text' | 'mask';
  readonly text: string;
}

const maskPattern = /«([A-Z_][A-Z0-9_]{0,127})»/g;

/** Splits text at masks such as `«X_BEARER_TOKEN»`. Joining the texts gives the input back. */
export function splitAtMasks(text: string): readonly MaskSegment[] {
  const segments: MaskSegment[] = [];
  let end = 0;
  for (const match of text.matchAll(maskPattern)) {
    if (match.index > end) segments.push({ kind: 'text', text: text.slice(end, match.index) });
    segments.push({ kind: 'mask', text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length || segments.length === 0) segments.push({ kind: 'text', text: text.slice(end) });
  return segments;
}
