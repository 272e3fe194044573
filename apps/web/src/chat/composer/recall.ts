/** A message that was sent before, taken into the field again. `place` counts back from the latest one, which is 0. */
export interface Recalled {
  readonly place: number;
  readonly text: string;
}

/**
 * What an arrow key takes into the field out of the `history` of sent texts (oldest first). It does so in an empty field,
 * or while the last one taken is unchanged; `null` when the key keeps its usual meaning. Past the latest lies the empty
 * field again.
 */
export function recall(
  key: string,
  field: { readonly text: string; readonly caret: number },
  last: Recalled | null,
  history: readonly string[],
): Recalled | null {
  const browsing = last !== null && last.place >= 0 && field.text === last.text && field.caret === field.text.length;
  if (field.text !== '' && !browsing) return null;
  if (key === 'ArrowDown' && !browsing) return null;
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
  const place = (browsing ? last.place : -1) + (key === 'ArrowUp' ? 1 : -1);
  if (place >= history.length) return null;
  return { place, text: place < 0 ? '' : (history.at(-1 - place) ?? '') };
}
