package io.linecheck.renewal;

import org.jdbi.v3.core.Handle;

/**
 * Hears of renewals, inside the transaction that records the change: what it writes through the
 * handle is durable together with it.
 */
@FunctionalInterface
public interface RenewalListener {
  /** Something happened. */
  void happened(Handle handle, RenewalEvent event);

  /** A renewal has come to a state; called after the commit, on any thread. */
  default void moved(Renewal renewal) {}
}
