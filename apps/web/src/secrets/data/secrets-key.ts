/** Key of the list of secrets in the query cache. Values are never part of it. */
export const SECRETS_KEY = ['secrets'] as const;
