import { z } from 'zod';

/** What the demonstration model can be told by its environment. */
const CONFIG = z.object({
  /** Port on loopback; 0 takes any free one. */
  DEMO_MODEL_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** Pause between two pieces of a streamed answer, in milliseconds. */
  DEMO_MODEL_DELAY_MS: z.coerce.number().int().min(0).max(1_000).default(15),
});

/** The demonstration model's settings. */
export interface DemoModelConfig {
  readonly port: number;
  readonly delayMs: number;
}

/** Reads the settings. Throws with the names, never the values, of what is wrong. */
export function readDemoModelConfig(environment: NodeJS.ProcessEnv): DemoModelConfig {
  const parsed = CONFIG.safeParse(environment);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))];
    throw new Error(
      `The demonstration model cannot start: ${names.join(', ')} must be a whole number within its range.`,
    );
  }
  return { port: parsed.data.DEMO_MODEL_PORT, delayMs: parsed.data.DEMO_MODEL_DELAY_MS };
}

/** The settings of this process. */
export function processConfig(): DemoModelConfig {
  return readDemoModelConfig(process.env);
}
