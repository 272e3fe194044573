/** What tells the place of a message among the branches of its conversation. */
export interface BranchMessage {
  readonly id: string;
  /** The message this one answers or follows; `null` for a first one. */
  readonly parentId: string | null;
}

/** A message among the versions of it: other wordings of the same question, or other answers to it. */
export interface MessageVersion {
  /** From 1. */
  readonly place: number;
  readonly count: number;
  /** Id of the version before; `null` for the first. */
  readonly previousId: string | null;
  /** Id of the version after; `null` for the last. */
  readonly nextId: string | null;
}

/**
 * The messages of one branch, in reading order: from a first message down to `headId`, and on from there by the newest
 * message each time. `messages` is the whole conversation, oldest first. A head that is `null` or not there stands for the
 * newest message of all.
 */
export function branchOf<T extends BranchMessage>(messages: readonly T[], headId: string | null | undefined): T[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const newestChild = new Map(messages.map((message) => [message.parentId, message]));
  const head = (headId == null ? undefined : byId.get(headId)) ?? messages.at(-1);
  const path: T[] = [];
  const seen = new Set<string>();
  for (let at = head; at !== undefined && !seen.has(at.id); at = byId.get(at.parentId ?? '')) {
    seen.add(at.id);
    path.push(at);
  }
  path.reverse();
  for (let at = newestChild.get(head?.id ?? ''); at !== undefined && !seen.has(at.id); at = newestChild.get(at.id)) {
    seen.add(at.id);
    path.push(at);
  }
  return path;
}

/** The versions of every message that has more than one, by its id. `messages` is the whole conversation, oldest first. */
export function messageVersions(messages: readonly BranchMessage[]): ReadonlyMap<string, MessageVersion> {
  const families = new Map<string | null, string[]>();
  for (const { id, parentId } of messages) {
    const family = families.get(parentId);
    if (family === undefined) families.set(parentId, [id]);
    else family.push(id);
  }
  const versions = new Map<string, MessageVersion>();
  for (const ids of families.values()) {
    if (ids.length < 2) continue;
    ids.forEach((id, index) =>
      versions.set(id, {
        place: index + 1,
        count: ids.length,
        previousId: ids[index - 1] ?? null,
        nextId: ids[index + 1] ?? null,
      }),
    );
  }
  return versions;
}
