import { type RunView } from '@cloakroom/contracts';
import type { Delay } from '../../platform/delay.js';
import type { SocketPort } from '../../realtime/socket-port.js';
export interface RunFollowerOptions {
  readonly port: SocketPort;
  readonly delay: Delay;
  readonly onView: (view: RunView) => void;
  /** The server does not know this run, or it is not ours. */
  readonly onRefused: () => void;
}
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
export declare class RunFollower {
  private readonly options;
  private view;
  private subscribing;
  private stopped;
  private quiet;
  private waiting;
  private readonly release;
  constructor(view: RunView, options: RunFollowerOptions);
  start(): void;
  stop(): void;
  /** Asked anew after a pause: something may have stopped the follower meanwhile. */
  private isStopped;
  private onFrame;
  private subscribe;
  private apply;
}
//# sourceMappingURL=run-follower.d.ts.map
