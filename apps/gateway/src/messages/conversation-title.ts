const MAX_LENGTH = 60;

/** A title for a conversation that begins with this message: its first line that is more than a code fence, cut at a word. */
export function titleOf(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const line = lines.find((candidate) => candidate !== '' && !candidate.startsWith('```')) ?? text;
  const plain = line.replace(/\s+/g, ' ').trim();
  if (plain.length <= MAX_LENGTH) return plain;
  const cut = plain.slice(0, MAX_LENGTH);
  const space = cut.lastIndexOf(' ');
  return `${(space > MAX_LENGTH / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
