import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useLocation } from 'react-router';
import { END_ZONE_PX, nextStickiness } from './stickiness.js';

export interface StickToBottom {
  readonly viewportRef: RefObject<HTMLDivElement | null>;
  readonly contentRef: RefObject<HTMLDivElement | null>;
  /** The reader has scrolled away from the end. */
  readonly away: boolean;
  readonly jumpToLatest: () => void;
  /** Stays where the reader is, whatever is drawn anew. */
  readonly letGo: () => void;
}

/**
 * Keeps the end of a growing list in view as long as the reader is there. Scrolling up lets go at once; coming back to
 * the end, sending a message (`ownMessageId` changes) or `jumpToLatest` takes hold again. An address that names a message
 * (`#id`) keeps that one in view instead, until the reader does anything.
 */
export function useStickToBottom(ownMessageId: string | null): StickToBottom {
  const viewportRef = useRef<HTMLDivElement>(null);
  const contentRef = useRef<HTMLDivElement>(null);
  const sticky = useRef(true);
  const [away, setAway] = useState(false);
  const { hash, key } = useLocation();
  const named = useRef<string | null>(null);

  const toNamed = useCallback((): boolean => {
    const target = named.current === null ? null : document.getElementById(named.current);
    if (target === null || contentRef.current?.contains(target) !== true) return false;
    sticky.current = false;
    target.scrollIntoView({ block: 'start' });
    return true;
  }, []);

  const toEnd = useCallback(() => {
    const viewport = viewportRef.current;
    if (viewport !== null) viewport.scrollTop = viewport.scrollHeight;
  }, []);

  const jumpToLatest = useCallback(() => {
    named.current = null;
    sticky.current = true;
    setAway(false);
    toEnd();
  }, [toEnd]);

  const letGo = useCallback(() => {
    named.current = null;
    sticky.current = false;
  }, []);

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
      if (toNamed()) return;
      if (sticky.current) toEnd();
      else setAway(viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop > END_ZONE_PX);
    });
    const forgetNamed = (): void => {
      named.current = null;
    };
    for (const type of ['wheel', 'touchmove', 'pointerdown', 'keydown'])
      viewport.addEventListener(type, forgetNamed, { passive: true });
    viewport.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(content);
    observer.observe(viewport);
    return () => {
      viewport.removeEventListener('scroll', onScroll);
      observer.disconnect();
      for (const type of ['wheel', 'touchmove', 'pointerdown', 'keydown'])
        viewport.removeEventListener(type, forgetNamed);
    };
  }, [toEnd, toNamed]);

  useLayoutEffect(() => {
    if (ownMessageId !== null) {
      named.current = null;
      sticky.current = true;
    }
    if (sticky.current) toEnd();
  }, [ownMessageId, toEnd]);

  useLayoutEffect(() => {
    named.current = hash === '' ? null : hash.slice(1);
    toNamed();
  }, [hash, key, toNamed]);

  return { viewportRef, contentRef, away, jumpToLatest, letGo };
}
