/** A resource that a page shows: loaded now, and again every so often. */
import { signal, type Signal } from '@preact/signals';
import { ApiError, get } from './api.ts';

export interface Loaded<T> {
  value: Signal<T | null>;
  error: Signal<ApiError | null>;
  /** When it last came, in milliseconds of this browser's clock. */
  at: Signal<number | null>;
  reload: () => Promise<void>;
}

/** `everySeconds` 0: only when asked. A hidden page does not ask. */
export function load<T>(path: () => string, everySeconds = 0): Loaded<T> {
  const value = signal<T | null>(null);
  const error = signal<ApiError | null>(null);
  const at = signal<number | null>(null);
  let turn = 0;
  const reload = async (): Promise<void> => {
    const mine = ++turn;
    try {
      const next = await get<T>(path());
      if (mine !== turn) return;
      value.value = next;
      error.value = null;
      at.value = Date.now();
    } catch (cause) {
      if (mine === turn) error.value = cause instanceof ApiError ? cause : new ApiError(0, String(cause));
    }
  };
  if (everySeconds > 0) {
    setInterval(() => {
      if (document.visibilityState === 'visible') void reload();
    }, everySeconds * 1000);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void reload();
    });
  }
  void reload();
  return { value, error, at, reload };
}
