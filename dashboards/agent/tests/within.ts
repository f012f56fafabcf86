/** Deadlines and ends: no test can hang, and whatever it opened is closed. */

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** What a test opens is handed to `onEnd`, and closed in reverse order whatever happens. */
export interface Scope {
  signal: AbortSignal;
  onEnd(close: () => void): void;
}

/** Runs a test with a deadline; at the deadline or when cancelled it is over, even if it never answers. */
export async function within<T>(millis: number, cancel: AbortSignal, work: (scope: Scope) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const closers: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | undefined;
  try {
    if (cancel.aborted) throw new Cancelled('stopped');
    return await Promise.race([
      work({ signal: ended.signal, onEnd: (close) => closers.push(close) }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new TimeoutError(`no result within ${millis / 1000} s`)), millis);
        stop = () => reject(new Cancelled('stopped'));
        cancel.addEventListener('abort', stop, { once: true });
      }),
    ]);
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) cancel.removeEventListener('abort', stop);
    ended.abort();
    for (const close of closers.reverse()) {
      try {
        close();
      } catch {
        // It was closed already.
      }
    }
  }
}

export function sleep(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => { clearTimeout(timer); reject(new Cancelled('stopped')); }, { once: true });
  });
}
