/** One scroll of a list that may follow its end. Lengths are in pixels. */
export interface ScrollStep {
  readonly previousTop: number;
  readonly top: number;
  readonly distanceToEnd: number;
}

/** Closer than this counts as being at the end. */
export const END_ZONE_PX = 48;

/**
 * Whether the list goes on following its end after a scroll: any scroll up away from the end lets go, reaching the end
 * takes hold, and everything else (growing content, scrolling down on the way) changes nothing.
 */
export function nextStickiness(sticky: boolean, step: ScrollStep): boolean {
  const movedUp = step.top < step.previousTop - 1;
  if (movedUp) return step.distanceToEnd <= 2;
  return step.distanceToEnd <= END_ZONE_PX ? true : sticky;
}
