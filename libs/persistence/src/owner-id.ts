declare const owner: unique symbol;

/**
 * The id of the user whose data is asked for. A repository cannot be called without one, and a plain string is not
 * one: only {@link ownerId}, called where somebody was authenticated or a run was claimed, makes it.
 */
export type OwnerId = string & { readonly [owner]: true };

/** Says that `userId` is the authenticated (or the claimed run's) user. Throws a `TypeError` for an empty id. */
export function ownerId(userId: string): OwnerId {
  if (!isOwnerId(userId)) throw new TypeError('A user id is never empty.');
  return userId;
}

function isOwnerId(userId: string): userId is OwnerId {
  return userId !== '';
}
