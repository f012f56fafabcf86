package io.linecheck.sql;

import org.jspecify.annotations.Nullable;

/**
 * Hears that a work has been committed. Runs on the writer's thread.
 *
 * @param <T> what the work gave back
 */
@FunctionalInterface
public interface Committed<T extends @Nullable Object> {
  /** Told once, after the commit. */
  void committed(T result);
}
