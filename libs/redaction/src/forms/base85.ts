const ASCII85 = Array.from({ length: 85 }, (_, at) => String.fromCharCode(33 + at)).join('');
const BASE85 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

function group(number: number, digits: string): string {
  let text = '';
  for (let left = number, at = 0; at < 5; at++, left = Math.floor(left / 85)) text = digits.charAt(left % 85) + text;
  return text;
}

/**
 * The Ascii85 (PostScript) and base85 (RFC 1924, as Python and Git write it) texts of those groups of four bytes that lie
 * within some bytes, when `before` bytes stand before.
 */
export function base85(bytes: Uint8Array, before: number): string[] {
  const from = (4 - (before % 4)) % 4;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const groups: number[] = [];
  for (let at = from; at + 4 <= view.length; at += 4) groups.push(view.readUInt32BE(at));
  return [ASCII85, BASE85].map((digits) => groups.map((number) => group(number, digits)).join(''));
}
