package io.linecheck.sql;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * SQL that runs on one of the database's own threads, inside a transaction that the database begins
 * and ends.
 *
 * @param <T> what it gives back
 */
@FunctionalInterface
public interface Work<T extends @Nullable Object> {
  /** Runs the statements; throwing undoes what this work did and nothing else. */
  T run(Handle handle);
}
