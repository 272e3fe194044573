/** Where an unfinished restore is noted; a server that finds it does not start. */
export const RESTORE_MARKER = { collection: 'restores', id: 'unfinished' } as const;
