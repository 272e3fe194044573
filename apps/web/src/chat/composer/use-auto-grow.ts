import { useLayoutEffect, type RefObject } from 'react';

/** Lets a text area grow with its text, up to the height its style allows. */
export function useAutoGrow(ref: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const area = ref.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [ref, text]);
}
