/** Hands a text to the browser as a download. */
export function saveText(fileName: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** Hands a JSON document to the browser as a download. */
export function saveJson(fileName: string, content: unknown): void {
  saveText(fileName, `${JSON.stringify(content, null, 2)}\n`, 'application/json');
}
