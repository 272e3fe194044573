/** Which conversations are selected, and from where a range goes out. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | null;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null };

/** Takes one in or out; a range goes out from it afterwards. */
export function toggle({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Takes in everything from the anchor to `id`, in the order of the list; without an anchor, that one alone. */
export function extendTo({ ids, anchor }: Selection, order: readonly string[], id: string): Selection {
  const end = order.indexOf(id);
  const start = anchor === null || !order.includes(anchor) ? end : order.indexOf(anchor);
  const range = order.slice(Math.min(start, end), Math.max(start, end) + 1);
  return { ids: new Set([...ids, ...range]), anchor: order[start] ?? id };
}

/** What is still selected of a list that has changed. */
export function present(ids: ReadonlySet<string>, order: readonly string[]): readonly string[] {
  return order.filter((id) => ids.has(id));
}
