import { EgressError } from '@cloakroom/sandbox';

/** How long to wait, and for what to give up. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly onTimeout: () => EgressError;
}

/** The error of a request whose run or call was stopped. */
export function abortedError(): EgressError {
  return new EgressError('ABORTED', 'The request was stopped before it was finished.');
}

/** Why a signal fired, as the guest is told. */
export function abortError(signal: AbortSignal): EgressError {
  return signal.reason instanceof EgressError ? signal.reason : abortedError();
}

/** What `promise` comes to, unless the time is up or the signal fires first; the promise itself is left to settle. */
export function withDeadline<T>(promise: Promise<T>, { signal, timeoutMs, onTimeout }: Deadline): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      settle(() => {
        reject(abortError(signal));
      });
    };
    const timer = setTimeout(() => {
      settle(() => {
        reject(onTimeout());
      });
    }, timeoutMs);
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      finish();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(
      (value) => {
        settle(() => {
          resolve(value);
        });
      },
      (error: unknown) => {
        settle(() => {
          reject(error instanceof Error ? error : new Error('failed', { cause: error }));
        });
      },
    );
    if (signal.aborted) onAbort();
  });
}
