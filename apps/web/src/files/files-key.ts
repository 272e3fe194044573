/** Under which the files of a draft are kept. */
export function filesKey(draftKey: string): string {
  return `${draftKey}:files`;
}
