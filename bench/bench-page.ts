import { readFile, writeFile } from 'node:fs/promises';

const FILE = new URL('../docs/benchmarks.md', import.meta.url);
/** Where the second part begins. */
const RUNS_MARK = '<!-- runs -->';

/** The parts of the page, each as Markdown. */
export interface BenchParts {
  readonly sandbox: string;
  readonly runs: string;
}

/** The page `docs/benchmarks.md`: one part can be written while the other stays as it is. */
export class BenchPage {
  #parts: BenchParts;

  constructor(parts: BenchParts) {
    this.#parts = parts;
  }

  get text(): string {
    const { sandbox, runs } = this.#parts;
    return runs === '' ? `${sandbox}\n` : `${sandbox}\n\n${RUNS_MARK}\n\n${runs}\n`;
  }

  async write(changed: Partial<BenchParts>): Promise<void> {
    this.#parts = { ...this.#parts, ...changed };
    this.#parts = { sandbox: this.#parts.sandbox.trim(), runs: this.#parts.runs.trim() };
    await writeFile(FILE, this.text);
  }
}

/** The page as it is now. */
export async function benchPage(): Promise<BenchPage> {
  const text = await readFile(FILE, 'utf8').catch(() => '# Benchmarks\n');
  const [sandbox = '', runs = ''] = text.split(RUNS_MARK);
  return new BenchPage({ sandbox: sandbox.trim(), runs: runs.trim() });
}
