import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { firstDrawn } from './first-drawn.js';

/** How far above what is in view earlier messages are drawn, in pixels. */
const AHEAD_PX = 800;

export interface EarlierMessages {
  /** Index of the first message to draw. */
  readonly first: number;
  /** The element above the first message, while there are more. */
  readonly edgeRef: RefObject<HTMLButtonElement | null>;
  readonly showEarlier: () => void;
}

/**
 * Draws the end of a long list, and more of its beginning whenever the reader comes near it, without moving what is in
 * view. A message that an address names, or that was looked for, is drawn with everything behind it.
 */
export function useEarlierMessages(
  ids: readonly string[],
  namedId: string,
  viewportRef: RefObject<HTMLDivElement | null>,
): EarlierMessages {
  const edgeRef = useRef<HTMLButtonElement>(null);
  const heightBefore = useRef<number | null>(null);
  const [asked, setAsked] = useState(() => firstDrawn(ids.length, ids.length));
  const named = namedId === '' ? -1 : ids.indexOf(namedId);
  const first = Math.min(firstDrawn(ids.length, asked), named < 0 ? Infinity : named);

  const showEarlier = useCallback(() => {
    heightBefore.current = viewportRef.current?.scrollHeight ?? null;
    setAsked(firstDrawn(first, first));
  }, [first, viewportRef]);

  useLayoutEffect(() => {
    const viewport = viewportRef.current;
    if (viewport === null || heightBefore.current === null) return;
    viewport.scrollTop += viewport.scrollHeight - heightBefore.current;
    heightBefore.current = null;
  }, [first, viewportRef]);

  useEffect(() => {
    const edge = edgeRef.current;
    if (edge === null) return undefined;
    const near = (entries: readonly IntersectionObserverEntry[]): void => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) showEarlier();
    };
    const observer = new IntersectionObserver(near, {
      root: viewportRef.current,
      rootMargin: `${AHEAD_PX}px 0px 0px 0px`,
    });
    observer.observe(edge);
    return () => observer.disconnect();
  }, [showEarlier, viewportRef]);

  return { first, edgeRef, showEarlier };
}
