import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { nextStickiness } from './stickiness.js';

export interface StickToBottom {
  readonly viewportRef: RefObject<HTMLDivElement | null>;
  readonly contentRef: RefObject<HTMLDivElement | null>;
  /** The reader has scrolled away from the end. */
  readonly away: boolean;
  readonly jumpToLatest: () => void;
}

/**
 * Keeps the end of a growing list in view as long as the reader is there. Scrolling up lets go at once; coming back to
 * the end, sending a message (`ownMessageId` changes) or `jumpToLatest` takes hold again.
 */
export function useStickToBottom(ownMessageId: string | null): StickToBottom {
  const viewportRef = useRef<HTMLDivElement>(null);
  const contentRef = useRef<HTMLDivElement>(null);
  const sticky = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const viewport = viewportRef.current;
    if (viewport !== null) viewport.scrollTop = viewport.scrollHeight;
  }, []);

  const jumpToLatest = useCallback(() => {
    sticky.current = true;
    setAway(false);
    toEnd();
  }, [toEnd]);

  useEffect(() => {
    const viewport = viewportRef.current;
    const content = contentRef.current;
    if (viewport === null || content === null) return;
    let previousTop = viewport.scrollTop;
    const onScroll = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = viewport;
      sticky.current = nextStickiness(sticky.current, {
        previousTop,
        top: scrollTop,
        distanceToEnd: scrollHeight - clientHeight - scrollTop,
      });
      previousTop = scrollTop;
      setAway(!sticky.current);
    };
    const observer = new ResizeObserver(() => {
      if (sticky.current) toEnd();
    });
    viewport.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(content);
    observer.observe(viewport);
    return () => {
      viewport.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [toEnd]);

  useLayoutEffect(() => {
    if (ownMessageId !== null) sticky.current = true;
    if (sticky.current) toEnd();
  }, [ownMessageId, toEnd]);

  return { viewportRef, contentRef, away, jumpToLatest };
}
