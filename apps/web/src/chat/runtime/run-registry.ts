import { emptyRunView, isFinalRunStatus, type RunView } from '@cloakroom/contracts';
import type { SocketPort } from '../../realtime/socket-port.js';
import type { Delay } from '../../platform/delay.js';
import { createStore, type ReadableStore, type Store } from '../../platform/store.js';
import { RunFollower } from './run-follower.js';

interface Entry {
  readonly store: Store<RunView>;
  follower: RunFollower | null;
  users: number;
}

/** Views of runs that nobody looks at any more and that are kept, so that coming back resumes where it was left. */
const KEPT_VIEWS = 30;

/** The runs that this page shows or has lately shown. */
export class RunRegistry {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly port: SocketPort,
    private readonly delay: Delay,
    private readonly onEnded: (view: RunView) => void,
    private readonly onView: (view: RunView) => void = () => undefined,
  ) {}

  view(runId: string): ReadableStore<RunView> {
    return this.entry(runId).store;
  }

  /** The view of a run that was watched; `null` for any other. */
  peek(runId: string): RunView | null {
    return this.entries.get(runId)?.store.getSnapshot() ?? null;
  }

  /** Follows a run for as long as somebody looks at it; call the answer to stop looking. */
  follow(runId: string): () => void {
    const entry = this.entry(runId);
    entry.users += 1;
    if (entry.follower === null && !isFinalRunStatus(entry.store.getSnapshot().status)) this.start(entry);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      entry.users -= 1;
      if (entry.users > 0) return;
      entry.follower?.stop();
      entry.follower = null;
      this.forgetOldest();
    };
  }

  stopAll(): void {
    for (const entry of this.entries.values()) entry.follower?.stop();
    this.entries.clear();
  }

  private start(entry: Entry): void {
    const follower = new RunFollower(entry.store.getSnapshot(), {
      port: this.port,
      delay: this.delay,
      onView: (view) => {
        entry.store.set(view);
        this.onView(view);
        if (isFinalRunStatus(view.status)) this.onEnded(view);
      },
      onRefused: () => this.onEnded(entry.store.getSnapshot()),
    });
    entry.follower = follower;
    follower.start();
  }

  private entry(runId: string): Entry {
    const known = this.entries.get(runId);
    if (known !== undefined) return known;
    const entry: Entry = { store: createStore(emptyRunView(runId)), follower: null, users: 0 };
    this.entries.set(runId, entry);
    return entry;
  }

  private forgetOldest(): void {
    const idle = [...this.entries].filter(([, entry]) => entry.users === 0);
    for (const [runId] of idle.slice(0, Math.max(0, idle.length - KEPT_VIEWS))) this.entries.delete(runId);
  }
}
