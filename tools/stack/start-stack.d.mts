/** What the end-to-end tests use of a running stack; `start-stack.mjs` says what each part does. */
export interface Stack {
  readonly url: string;
  readonly port: number;
  readonly services: { readonly mongoUri: string; readonly redisUrl: string };
  readonly processes: Readonly<Record<string, { readonly pid: number | null }>>;
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
}

export function startStack(options: {
  readonly dataDir: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
  readonly onHandle?: (handle: Pick<Stack, 'stop' | 'kill'>) => void;
}): Promise<Stack>;
