import { type RunEvent, type RunSubscribed, type RunView } from '@cloakroom/contracts';
/** What folding a batch led to. `gap`: something before it is missing, so the run must be subscribed to again. */
export interface FoldResult {
  readonly view: RunView;
  readonly gap: boolean;
}
/**
 * Folds a batch in: known events are passed over, and folding stops at the first gap. What turns out not to be what the
 * run's writer held is thrown away, to be fetched from the beginning; `hash` is `null` from there on.
 */
export declare function foldEvents(view: RunView, events: readonly RunEvent[]): FoldResult;
/**
 * Takes in the answer to a subscription. A log that has expired answers with the stored message, which replaces what
 * was folded; a run that ended without a log entry (stopped while it waited) still ends here.
 */
export declare function foldSubscription(view: RunView, answer: RunSubscribed): FoldResult;
//# sourceMappingURL=run-stream.d.ts.map
