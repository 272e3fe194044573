/** Those of `names` that have the query in them, whatever its case; the ones that begin with it come first. */
export function matching(names: readonly string[], query: string): readonly string[] {
  const wanted = query.toLowerCase();
  const places = names.map((name) => ({ name, place: name.toLowerCase().indexOf(wanted) }));
  return places
    .filter(({ place }) => place >= 0)
    .sort((a, b) => Number(a.place > 0) - Number(b.place > 0))
    .map(({ name }) => name);
}
