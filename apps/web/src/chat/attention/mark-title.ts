const MARK = /^\(\d+\) /;

/** Puts a count before the page's title, whoever sets it meanwhile; the returned function takes it away. */
export function markTitle(count: number): () => void {
  const put = (mark: string): void => {
    const marked = mark + document.title.replace(MARK, '');
    if (marked !== document.title) document.title = marked;
  };
  if (count === 0) return () => undefined;
  const watch = new MutationObserver(() => put(`(${count}) `));
  watch.observe(document.head, { childList: true, subtree: true, characterData: true });
  put(`(${count}) `);
  return () => {
    watch.disconnect();
    put('');
  };
}
