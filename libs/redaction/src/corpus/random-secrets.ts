import { createHash } from 'node:crypto';

const ALPHABETS: readonly string[] = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  '0123456789abcdef',
  'abcdefghijkmnpqrstuvwxyz23456789',
  'aB3$ %&/()=?`´+*~#\'"<>|;:,.-_\\^°!§xyzXYZ',
  'äöüßéèñçøåłžşğ0123456789αβγδабвг中文字元😀🔑🚀',
];

/** A stream of numbers that is the same for the same seed, so that a failing case can be run again. */
export class SeededNumbers {
  private pool = Buffer.alloc(0);
  private block = 0;

  constructor(private readonly seed: string) {}

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    if (this.pool.length < 4) this.pool = createHash('sha512').update(`${this.seed}:${this.block++}`).digest();
    const number = this.pool.readUInt32LE(0);
    this.pool = this.pool.subarray(4);
    return number % limit;
  }

  /** A value of a random kind, 8 to 71 characters. */
  secret(): string {
    const alphabet = [...(ALPHABETS[this.below(ALPHABETS.length)] ?? '')];
    const length = 8 + this.below(64);
    const characters = Array.from({ length }, () => alphabet[this.below(alphabet.length)] ?? '');
    // Blanks at an end are not part of what is masked.
    return characters.join('').replace(/^ | $/g, 'x');
  }
}
