/** A synchronous operation: hostile input in, plain JSON out; may throw an Error whose message is for the user. */
export type SyncOperation = (input: unknown) => unknown;
