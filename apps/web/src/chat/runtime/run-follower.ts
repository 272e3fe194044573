import { isFinalRunStatus, type RunEventsFrame, type RunView } from '@cloakroom/contracts';
import type { Delay } from '../../platform/delay.js';
import type { SocketPort } from '../../realtime/socket-port.js';
import { foldEvents, foldSubscription, type FoldResult } from './run-stream.js';

export interface RunFollowerOptions {
  readonly port: SocketPort;
  readonly delay: Delay;
  readonly onView: (view: RunView) => void;
  /** The server does not know this run, or it is not ours. */
  readonly onRefused: () => void;
}

const RETRY_MS = 1_000;

/** After this long without a word the follower asks again: a run's log that was lost begins anew without it. */
const QUIET_MS = 15_000;

/** Refusals that asking again cannot change; any other, as while the server's own parts are away, passes. */
const FINAL_REFUSALS: ReadonlySet<string> = new Set(['not-found', 'bad-answer']);

/**
 * Follows one run to its end: subscribes from the last place that was folded in, folds live frames, and subscribes
 * again after a gap, a lost connection, a long silence or a request without an answer.
 *
 * ```
 * idle ──start──▶ subscribing ──answer──▶ live ──run ended──▶ done
 *                   ▲   │ frames wait      │
 *                   └───┴──gap, reconnect,─┘
 *                          silence
 * ```
 */
export class RunFollower {
  private view: RunView;
  private subscribing = false;
  private stopped = false;
  private quiet = false;
  private waiting: RunEventsFrame[] = [];
  private readonly release: (() => void)[] = [];

  constructor(
    view: RunView,
    private readonly options: RunFollowerOptions,
  ) {
    this.view = view;
  }

  start(): void {
    const { port } = this.options;
    const watch = setInterval(() => {
      if (this.quiet) void this.subscribe();
      this.quiet = true;
    }, QUIET_MS);
    this.release.push(
      () => clearInterval(watch),
      port.onRunEvents((frame) => this.onFrame(frame)),
      port.onConnect(() => void this.subscribe()),
    );
    void this.subscribe();
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    for (const release of this.release) release();
    this.options.port.unsubscribeRun({ runId: this.view.runId });
  }

  /** Asked anew after a pause: something may have stopped the follower meanwhile. */
  private isStopped(): boolean {
    return this.stopped;
  }

  private onFrame(frame: RunEventsFrame): void {
    if (frame.runId !== this.view.runId || this.stopped) return;
    this.quiet = false;
    if (this.subscribing) this.waiting.push(frame);
    else this.apply(foldEvents(this.view, frame.events));
  }

  private async subscribe(): Promise<void> {
    if (this.subscribing || this.stopped || !this.options.port.isConnected()) return;
    this.subscribing = true;
    const reply = await this.options.port.subscribeRun({ runId: this.view.runId, lastSeq: this.view.lastSeq });
    this.subscribing = false;
    if (this.isStopped()) return;
    if (reply.kind === 'refused' && FINAL_REFUSALS.has(reply.error.code)) {
      this.stop();
      this.options.onRefused();
      return;
    }
    if (reply.kind !== 'ok') {
      await this.options.delay(RETRY_MS);
      return this.subscribe();
    }
    this.apply(foldSubscription(this.view, reply.data));
    const frames = this.waiting;
    this.waiting = [];
    for (const frame of frames) this.onFrame(frame);
  }

  private apply(result: FoldResult): void {
    if (result.view !== this.view) {
      this.view = result.view;
      this.options.onView(result.view);
    }
    if (isFinalRunStatus(result.view.status)) this.stop();
    else if (result.gap) void this.subscribe();
  }
}
