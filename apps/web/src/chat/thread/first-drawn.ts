/** Messages that are drawn at once. */
export const DRAWN_AT_ONCE = 40;

/** Index of the first message to draw of `count`, when those from `asked` on were asked for; at least a handful. */
export function firstDrawn(count: number, asked: number): number {
  return Math.max(0, Math.min(asked, count - DRAWN_AT_ONCE));
}
