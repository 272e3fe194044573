const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function inBase58(number: bigint): string {
  let text = '';
  for (let left = number; left > 0n; left /= 58n) text = BASE58.charAt(Number(left % 58n)) + text;
  return text;
}

/** Some bytes, alone, as one number: decimal with either end first, and base58. */
export function bigNumbers(bytes: Uint8Array): string[] {
  const hex = Buffer.from(bytes).toString('hex');
  const [number, swapped] = [BigInt(`0x${hex}`), BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`)];
  return [number.toString(), swapped.toString(), inBase58(number)];
}
